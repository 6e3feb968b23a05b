/** Capturing: for an hour, all that a credential sends and is answered is kept in the request log (ADR 40). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoggedRequest } from "./contract.ts";
import { addUser } from "./testing/people.ts";
import {
  basic,
  type Client,
  findInDatabase,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
} from "./testing/test-service.ts";

const HOUR_MS = 60 * 60 * 1000;

let test: TestService;
let owner: Client;
let key: Client;
let keyId: string;
beforeAll(async () => {
  test = await startTestService();
  const { apiKey } = await test.seed();
  owner = await test.signedIn(OWNER.email, OWNER.password);
  key = test.scim(`Bearer ${apiKey}`);
  const { body } = await owner.call("GET", "/api/credentials");
  keyId = body.items.find((item: { kind: string }) => item.kind === "apiKey").id;
});
afterAll(async () => {
  await test?.close();
});

const capture = async (captures: boolean) =>
  (await owner.call("PATCH", `/api/credentials/${keyId}`, { captures })).body.captureEndsAt as string | null;
const newest = async (): Promise<LoggedRequest> => (await owner.call("GET", "/api/requests?limit=1")).body.items[0];

describe("What was answered", () => {
  it("is kept of a fault, word for word", async () => {
    const { status, body } = await key.call("GET", "/Groups/none");
    const logged = await newest();
    expect([status, logged.isAnswerCut]).toEqual([404, false]);
    expect(JSON.parse(logged.answer ?? "")).toEqual(body);
  });

  it("is not kept of a request that went well, unless its credential captures", async () => {
    await addUser(key, "before@acme.example");
    expect(await newest()).toMatchObject({ status: 201, body: null, answer: null });
    expect(await capture(true)).toBe(new Date(test.clock.now() + HOUR_MS).toISOString());
    const secret = "hunter2-in-the-clear";
    const { body } = await addUser(key, "during@acme.example", { password: secret });
    const written = await newest();
    expect(JSON.parse(written.answer ?? "")).toEqual(body);
    expect(JSON.parse(written.body ?? "")).toMatchObject({ userName: "during@acme.example", password: "***" });
    expect(await findInDatabase(test.database, secret)).toEqual([]);
    await key.call("GET", `/Users/${body.id}`);
    expect(JSON.parse((await newest()).answer ?? "")).toMatchObject({ id: body.id, userName: "during@acme.example" });
    await key.call("DELETE", `/Users/${body.id}`);
    expect(await newest()).toMatchObject({ status: 204, answer: null });
  });

  it("is not kept of other credentials meanwhile", async () => {
    await addUser(test.scim(basic(PROVISIONING)), "other@acme.example");
    expect(await newest()).toMatchObject({ status: 201, body: null, answer: null });
  });

  it("is cut where it is long, and says so", async () => {
    for (const name of "abcdefghij") await addUser(key, `${name}@acme.example`, { displayName: name.repeat(900) });
    const { body } = await key.call("GET", "/Users");
    const logged = await newest();
    expect([logged.answer?.length, logged.isAnswerCut]).toEqual([8_192, true]);
    expect(JSON.stringify(body).startsWith(logged.answer ?? "-")).toBe(true);
  });

  it("is kept for an hour and no longer, or until that is called off", async () => {
    test.clock.advance(HOUR_MS);
    await addUser(key, "after@acme.example");
    expect(await newest()).toMatchObject({ path: "/SCIM/v2/Users", body: null, answer: null });
    expect(await capture(true)).toBe(new Date(test.clock.now() + HOUR_MS).toISOString());
    expect(await capture(false)).toBeNull();
    await addUser(key, "off@acme.example");
    expect((await newest()).answer).toBeNull();
  });

  it("is captured by whoever may change the credential, and the audit trail says by whom", async () => {
    await addUser(test.scim(basic(PROVISIONING)), "plain@acme.example", { password: "plain password 1" });
    const plain = await test.signedIn("plain@acme.example", "plain password 1");
    expect((await plain.call("PATCH", `/api/credentials/${keyId}`, { captures: true })).status).toBe(403);
    expect((await owner.call("PATCH", `/api/credentials/${keyId}`, { captures: "yes" })).status).toBe(400);
    const { body } = await owner.call("GET", "/api/audit?action=credential.changed&limit=2");
    const [off, on] = body.items as readonly { after: { captureEndsAt: string | null } }[];
    expect([typeof on?.after.captureEndsAt, off?.after.captureEndsAt]).toEqual(["string", null]);
  });
});
