import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WEBHOOKS_MAX } from "./domain/webhook/webhook.ts";
import { type Client, findInDatabase, OWNER } from "./testing/test-service.ts";
import { createWebhookFixture, type WebhookFixture } from "./testing/webhook-fixture.ts";

const STRANGER = { email: "boss@other.example", password: "boss password 1" };

let fixture: WebhookFixture;
beforeAll(async () => {
  fixture = await createWebhookFixture();
});
afterAll(async () => {
  await fixture?.close();
});

async function audited(action: string): Promise<Record<string, unknown>[]> {
  return [...(await fixture.test.database.asOwner("select * from audit where action = $1", [action]))];
}

describe("Webhooks at the console", () => {
  it("are made, listed, changed and removed, each with its trace", async () => {
    const made = await fixture.webhook({ description: "Payroll", kinds: ["created"], resourceTypes: ["User"] });
    expect(made).toMatchObject({
      url: fixture.receiver.url,
      description: "Payroll",
      kinds: ["created"],
      resourceTypes: ["User"],
      hasFullPayload: false,
      state: "active",
      stateReason: null,
      pending: 0,
      dead: 0,
    });
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret, ...shown } = made;
    expect((await fixture.owner.call("GET", "/api/webhooks")).body).toEqual({ items: [shown] });
    const change = { url: `${fixture.receiver.url}?key=s3cret-in-url`, hasFullPayload: true };
    const changed = await fixture.owner.call("PUT", `/api/webhooks/${made.id}`, change);
    expect(changed.body).toMatchObject({ ...change, description: "", kinds: [], resourceTypes: [] });
    expect((await fixture.owner.call("DELETE", `/api/webhooks/${made.id}`)).status).toBe(204);
    expect((await fixture.owner.call("GET", `/api/webhooks/${made.id}`)).status).toBe(404);
    for (const action of ["webhook.created", "webhook.changed", "webhook.removed"]) {
      const rows = await audited(action);
      expect([action, rows.map((row) => row.subject_id)]).toEqual([action, [made.id]]);
      expect(rows[0]?.actor_user_id).not.toBeNull();
      expect(JSON.stringify(rows)).not.toContain("s3cret-in-url");
    }
  });

  it("keep their secret sealed, and show it once", async () => {
    const made = await fixture.webhook();
    const rotated = (await fixture.owner.call("POST", `/api/webhooks/${made.id}/secret`, {})).body;
    for (const { secret } of [made, rotated]) {
      expect(await findInDatabase(fixture.test.database, secret)).toEqual([]);
      expect(await findInDatabase(fixture.test.database, secret.slice("whsec_".length))).toEqual([]);
      expect(fixture.test.log.join("\n")).not.toContain(secret);
      expect((await fixture.owner.call("GET", `/api/webhooks/${made.id}`)).text).not.toContain(secret);
    }
    expect(Date.parse(rotated.previousSecretUntil) - fixture.time.clock.now()).toBe(24 * 3_600_000);
    const ended = (await fixture.owner.call("POST", `/api/webhooks/${made.id}/secret`, { overlapHours: 0 })).body;
    expect(ended.previousSecretUntil).toBeNull();
  });

  it.each([
    [{}, "url"],
    [{ url: "nonsense" }, "url"],
    [{ url: "http://203.0.113.1/" }, "url"],
    [{ url: "https://10.0.0.1/" }, "url"],
    [{ url: `https://203.0.113.1/${"a".repeat(2_000)}` }, "url"],
    [{ url: "https://203.0.113.1/", kinds: ["updated"] }, "kinds.0"],
    [{ url: "https://203.0.113.1/", resourceTypes: [""] }, "resourceTypes.0"],
    [{ url: "https://203.0.113.1/", hasFullPayload: "yes" }, "hasFullPayload"],
    [{ url: "https://203.0.113.1/", description: "a".repeat(201) }, "description"],
  ])("refuse %j and name the field", async (draft, field) => {
    const answer = await fixture.owner.call("POST", "/api/webhooks", draft);
    expect([answer.status, answer.body.error.field]).toEqual([400, field]);
  });

  it.each([{}, { cursor: "1", dead: true }, { dead: false }, { cursor: "x" }, { event: 1 }])(
    "refuse the replay %j",
    async (wish) => {
      const { id } = await fixture.webhook();
      const answer = await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, wish);
      expect(answer.status).toBe(400);
    },
  );

  it("say that an event has no delivery to send again", async () => {
    const { id } = await fixture.webhook();
    const answer = await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, { event: "999" });
    expect([answer.status, answer.body.error.field]).toEqual([404, "event"]);
  });

  it("are tried out with a signed message, and say how it went", async () => {
    const { id, secret } = await fixture.webhook();
    const good = await fixture.owner.call("POST", `/api/webhooks/${id}/test`);
    expect(good.body).toEqual({ isAccepted: true, status: 204, message: "The receiver accepted the message." });
    const [message] = fixture.receiver.received;
    expect(message?.body).toMatchObject({ type: "webhook.test", data: { webhookId: id } });
    const at = new Date(Number(message?.headers["webhook-timestamp"]) * 1_000);
    const signature = new Verifier(secret).sign(message?.headers["webhook-id"] ?? "", at, message?.text ?? "");
    expect(message?.headers["webhook-signature"]).toBe(signature);
    fixture.receiver.reply = () => ({ status: 401, text: "who are you" });
    expect((await fixture.owner.call("POST", `/api/webhooks/${id}/test`)).body).toEqual({
      isAccepted: false,
      status: 401,
      message: "The receiver answered 401. who are you",
    });
    expect(await audited("webhook.tested")).toHaveLength(2);
  });

  it("are bounded in number", async () => {
    await fixture.webhook();
    const draft = { url: fixture.receiver.url };
    for (let made = 1; made < WEBHOOKS_MAX; made += 1) {
      expect((await fixture.owner.call("POST", "/api/webhooks", draft)).status).toBe(201);
    }
    const answer = await fixture.owner.call("POST", "/api/webhooks", draft);
    expect([answer.status, answer.body.error.code]).toEqual([409, "tooManyWebhooks"]);
  });
});

describe("Webhooks of others", () => {
  const calls: readonly [string, string, unknown?][] = [
    ["GET", ""],
    ["PUT", "", { url: "https://203.0.113.1/" }],
    ["DELETE", ""],
    ["POST", "/secret", {}],
    ["POST", "/pause"],
    ["POST", "/resume"],
    ["POST", "/test"],
    ["GET", "/deliveries"],
    ["POST", "/replay", { cursor: "0" }],
    ["POST", "/replay", { dead: true }],
    ["POST", "/replay", { event: "1" }],
  ];

  it("do not exist in one's own account", async () => {
    const { id } = await fixture.webhook();
    await fixture.test.seed({
      name: "Other",
      organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
      owner: STRANGER,
      provisioning: undefined,
      apiKeyName: undefined,
    });
    const stranger = await fixture.test.signedIn(STRANGER.email, STRANGER.password);
    for (const [method, path, body] of calls) {
      const answer = await stranger.call(method, `/api/webhooks/${id}${path}`, body);
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
    expect((await stranger.call("GET", "/api/webhooks")).body).toEqual({ items: [] });
    expect(await fixture.find(id)).toMatchObject({ id, state: "active" });
  });

  it("are not for users without the rights, nor for nobody", async () => {
    const { id } = await fixture.webhook();
    const employee = await newEmployee();
    const everything: readonly [string, string, unknown?][] = [
      ...calls,
      ["GET", "list"],
      ["POST", "list", { url: "x" }],
    ];
    for (const [method, path, body] of everything) {
      const place = path === "list" ? "/api/webhooks" : `/api/webhooks/${id}${path}`;
      const refused = await employee.call(method, place, body);
      expect([method, path, refused.status, refused.body.error.code]).toEqual([method, path, 403, "notAllowed"]);
      expect([method, path, (await fixture.test.browser().call(method, place, body)).status]).toEqual([
        method,
        path,
        401,
      ]);
    }
  });

  async function newEmployee(): Promise<Client> {
    const email = "employee@acme.example";
    const password = "employee password 1";
    const [organisation] = (await fixture.owner.call("GET", "/api/organisations")).body.items;
    const draft = {
      email,
      password,
      givenName: "E",
      familyName: "M",
      roles: ["employee"],
      organisationIds: [organisation.id],
    };
    expect((await fixture.owner.call("POST", "/api/users", draft)).status).toBe(201);
    expect(OWNER.email).not.toBe(email);
    return fixture.test.signedIn(email, password);
  }
});
