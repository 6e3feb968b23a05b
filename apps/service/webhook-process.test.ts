import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser, patch } from "./testing/people.ts";
import { OWNER, startTestService } from "./testing/test-service.ts";
import { createWebhookFixture, type WebhookFixture } from "./testing/webhook-fixture.ts";

const SERVICE = fileURLToPath(new URL("testing/service-process.ts", import.meta.url));
const RECEIVER = fileURLToPath(new URL("../../examples/webhook-receiver/receiver.ts", import.meta.url));

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** A program and the lines that it has printed. */
function run(args: readonly string[], env: Record<string, string> = {}) {
  const options = {
    stdio: ["ignore", "pipe", "inherit"] as ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  };
  const child = spawn(process.execPath, ["--conditions=source", "--no-warnings", ...args], options);
  children.push(child);
  const waiting = new Set<() => void>();
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
    for (const look of waiting) look();
  });
  const lines = () => text.split("\n").slice(0, -1);
  return {
    child,
    lines,
    /** Resolves when there are `count` lines; rejects when the program ends before. */
    printed: (count: number) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const look = () => lines().length >= count && resolve(lines());
        child.once("exit", (code) => reject(new Error(`The program ended with ${code} after: ${text}`)));
        waiting.add(look);
        look();
      }),
  };
}

describe("kill -9 of the service in mid-delivery", () => {
  let fixture: WebhookFixture;
  beforeAll(async () => {
    fixture = await createWebhookFixture();
  });
  afterAll(() => fixture.close());

  it("ends in a second delivery of the same message, never in none", async () => {
    const { id } = await fixture.webhook();
    const { masterKey } = fixture.test.config;
    const now = fixture.time.clock.now();
    const program = run([
      SERVICE,
      fixture.test.database.ownerUrl,
      Buffer.from(masterKey).toString("base64"),
      String(now),
    ]);
    await program.printed(1);
    fixture.receiver.reply = () => ({ hold: () => undefined });
    const user = (await addUser(fixture.scim, "killed@acme.example")).body.id;
    await fixture.receiver.arrived(1);
    const died = new Promise((resolve) => program.child.once("exit", resolve));
    program.child.kill("SIGKILL");
    await died;

    fixture.receiver.reply = () => ({});
    await fixture.deliver();
    expect(fixture.receiver.received).toHaveLength(1);
    expect(await fixture.find(id)).toMatchObject({ pending: 1 });
    fixture.time.clock.advance(15_000);
    await fixture.deliver();
    const [first, second] = fixture.receiver.received;
    expect(fixture.receiver.received).toHaveLength(2);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body.data.resourceId).toBe(user);
    expect(await fixture.find(id)).toMatchObject({ pending: 0, dead: 0 });
  });
});

describe("The example receiver", () => {
  it("verifies, and reads on in the feed of the real service, in order and once", async () => {
    const test = await startTestService({ clock: { now: () => Date.now() }, webhookReach: "loopback" });
    const { apiKey } = await test.seed();
    const { port } = await test.service.listen();
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    const receiverPort = await freePort();
    const made = (await owner.call("POST", "/api/webhooks", { url: `http://127.0.0.1:${receiverPort}/` })).body;
    const receiver = run([RECEIVER], {
      LOCKSTEP_URL: `http://127.0.0.1:${port}`,
      LOCKSTEP_API_KEY: apiKey,
      WEBHOOK_SECRET: made.secret,
      PORT: String(receiverPort),
      CURSOR: made.cursor,
    });
    await receiver.printed(1);
    const scim = test.scim(`Bearer ${apiKey}`);
    const user = (await addUser(scim, "example@acme.example")).body.id;
    await patch(scim, `/Users/${user}`, { op: "replace", path: "title", value: "Controller" });
    await addGroup(scim, "Example", [user]);
    const lines = await receiver.printed(4);
    const first = Number(made.cursor) + 1;
    expect(lines).toEqual([
      "listening",
      `${first} User created: active, name, userName`,
      `${first + 1} User replaced: title`,
      `${first + 2} Group created: displayName, members`,
    ]);

    const post = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${receiverPort}/`, { method: "POST", body: "{}", headers });
    const at = new Date();
    const forged = { "webhook-id": "x", "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)) };
    expect((await post({ ...forged, "webhook-signature": "v1,AAAA" })).status).toBe(401);
    const signed = { ...forged, "webhook-signature": new Verifier(made.secret).sign("x", at, "{}") };
    expect((await post(signed)).status).toBe(204);
    expect((await post(signed)).status).toBe(204);
    expect(receiver.lines()).toHaveLength(4);
    await test.close();
  });

  async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
});
