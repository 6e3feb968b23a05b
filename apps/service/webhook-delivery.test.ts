import type { ServerResponse } from "node:http";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTEMPTS_MAX } from "./domain/webhook/outcome.ts";
import { recordOutcome, takeDeliveries } from "./domain/webhook/work.ts";
import { addGroup, addUser, patch } from "./testing/people.ts";
import { createClient } from "./testing/test-service.ts";
import { createWebhookFixture, TURN, type WebhookFixture } from "./testing/webhook-fixture.ts";
import type { Received } from "./testing/webhook-receiver.ts";

const HOUR_MS = 3_600_000;

let fixture: WebhookFixture;
let serial = 0;
beforeAll(async () => {
  fixture = await createWebhookFixture();
});
afterAll(async () => {
  await fixture?.close();
});

async function newUser(): Promise<string> {
  serial += 1;
  return (await addUser(fixture.scim, `person${serial}@acme.example`)).body.id;
}

async function retitle(id: string, title: string): Promise<void> {
  const answer = await patch(fixture.scim, `/Users/${id}`, { op: "replace", path: "title", value: title });
  expect(answer.status).toBe(200);
}

/** The messages as (resource, version), in order of arrival. */
function told(messages: readonly Received[] = fixture.receiver.received): unknown[] {
  return messages.map(({ body }) => [body.data.resourceId, body.data.version]);
}

/** Checks a message as an independent receiver does, at the time of the test. */
function verify(secret: string, { text, headers }: Received): void {
  const verifier = new Verifier(secret);
  // The package reads the real clock: the signature is checked against its own for the same id and time.
  const expected = verifier.sign(
    headers["webhook-id"] ?? "",
    new Date(Number(headers["webhook-timestamp"]) * 1_000),
    text,
  );
  expect(headers["webhook-signature"]?.split(" ")).toContain(expected);
}

async function deliveries(
  id: string,
  query = "",
): Promise<{ event: string; state: string; attempts: number; dueAt: string; lastStatus: number; lastError: string }[]> {
  return (await fixture.owner.call("GET", `/api/webhooks/${id}/deliveries${query}`)).body.items;
}

describe("An event in the feed", () => {
  const feedOf = async (resource: string, more = "&deliveries=true") => {
    const headers = { authorization: `Bearer ${fixture.apiKey}` };
    return (await createClient(fixture.test.service, headers).call("GET", `/events?resourceId=${resource}${more}`)).body
      .items;
  };

  it("tells, for whoever asks, what became of it in each webhook, and no address", async () => {
    await fixture.webhook({ description: "Expense reports" });
    const user = await newUser();
    expect((await feedOf(user))[0].deliveries).toEqual([]);
    fixture.receiver.reply = () => ({ status: 503 });
    await fixture.deliver();
    const at = new Date(fixture.time.clock.now()).toISOString();
    const [failed] = await feedOf(user);
    expect(failed.deliveries).toEqual([
      {
        ...{ webhook: "Expense reports", state: "pending", attempts: 1, lastAttemptAt: at, lastStatus: 503 },
        dueAt: expect.any(String),
      },
    ]);
    fixture.receiver.reply = () => ({});
    fixture.time.clock.advance(HOUR_MS);
    await fixture.deliver();
    const [delivered] = await feedOf(user);
    expect(delivered.deliveries).toMatchObject([{ state: "delivered", attempts: 2, lastStatus: 204, dueAt: null }]);
    expect(Object.keys((await feedOf(user, ""))[0])).not.toContain("deliveries");
    const { host } = new URL(fixture.receiver.url);
    expect(JSON.stringify(delivered)).not.toContain(fixture.receiver.url);
    await fixture.webhook();
    const other = await newUser();
    await fixture.deliver();
    expect((await feedOf(other))[0].deliveries).toMatchObject([{ webhook: host, state: "delivered" }]);
  });
});

describe("A delivery", () => {
  it("is a signed ping without personal data", async () => {
    const { secret } = await fixture.webhook();
    const user = await newUser();
    await fixture.deliver();
    const [message] = fixture.receiver.received as [Received];
    expect(fixture.receiver.received).toHaveLength(1);
    verify(secret, message);
    expect(message.body).toEqual({
      type: "user.created",
      timestamp: new Date(fixture.time.clock.now()).toISOString(),
      data: {
        id: message.headers["webhook-id"],
        cursor: expect.stringMatching(/^\d+$/),
        resourceType: "User",
        resourceId: user,
        kind: "created",
        version: 1,
        changed: ["active", "name", "userName"],
        occurredAt: message.body.timestamp,
      },
    });
    expect(message.headers["content-type"]).toBe("application/json");
    expect(message.text).not.toMatch(/acme|Jane|Doe/);
  });

  it("holds the states, the members and who did it when the webhook asks for that", async () => {
    await fixture.webhook({ hasFullPayload: true });
    const user = await newUser();
    await addGroup(fixture.scim, `Group ${serial}`, [user]);
    await fixture.deliver();
    const bodies = fixture.receiver.received.map(({ body }) => body);
    expect(bodies.find(({ type }) => type === "user.created").data).toMatchObject({
      before: null,
      after: { name: { familyName: "Doe" } },
    });
    const group = bodies.find(({ type }) => type === "group.created").data;
    expect(group).toMatchObject({
      membersAdded: [user],
      membersRemoved: [],
      credentialId: expect.stringMatching(/^[\da-f-]{36}$/),
    });
  });

  it("is made for the kinds and types that the webhook asks for, beginning with the next event", async () => {
    await newUser();
    await fixture.webhook({ kinds: ["replaced", "removed"], resourceTypes: ["User"] });
    const user = await newUser();
    await addGroup(fixture.scim, `Group ${serial}`, [user]);
    await retitle(user, "A");
    await fixture.scim.call("DELETE", `/Users/${user}`);
    await fixture.deliver();
    expect(fixture.receiver.received.map(({ body }) => body.type)).toEqual(["user.replaced", "user.removed"]);
  });

  it("begins with the next event also after an import that takes more than one step to number", async () => {
    await fixture.test.database.asOwner(
      `insert into event (account_id, id, kind, type, resource_id, version, after, credential_id, user_id, trace_id, occurred_at)
       select $1, gen_random_uuid(), 'created', 'User', gen_random_uuid(), 1, '{}', 'c', 'u', 't', now()
       from generate_series(1, 20100)`,
      [fixture.accountId],
    );
    await fixture.webhook();
    const user = await newUser();
    await fixture.deliver();
    expect(told()).toEqual([[user, 1]]);
  });

  it("is signed with both secrets while they change over, and with the new one afterwards", async () => {
    const first = await fixture.webhook();
    const rotated = (await fixture.owner.call("POST", `/api/webhooks/${first.id}/secret`, { overlapHours: 1 })).body;
    expect(rotated.secret).not.toBe(first.secret);
    const user = await newUser();
    await fixture.deliver();
    fixture.time.clock.advance(HOUR_MS);
    await retitle(user, "B");
    await fixture.deliver();
    const [during, after] = fixture.receiver.received as [Received, Received];
    verify(first.secret, during);
    verify(rotated.secret, during);
    verify(rotated.secret, after);
    expect(after.headers["webhook-signature"]?.split(" ")).toHaveLength(1);
    expect(() => verify(first.secret, after)).toThrow();
  });
});

describe("Deliveries that fail", () => {
  it("hold up the later ones of their resource, and no other", async () => {
    const { id } = await fixture.webhook();
    const [one, other] = [await newUser(), await newUser()];
    await retitle(one, "second");
    await retitle(other, "second");
    fixture.receiver.reply = ({ body }) => (body.data.resourceId === one ? { status: 500, text: "not now\u0000" } : {});
    await fixture.deliver();
    expect(told()).toEqual(
      expect.arrayContaining([
        [one, 1],
        [other, 1],
        [other, 2],
      ]),
    );
    expect(fixture.receiver.received).toHaveLength(3);
    expect(await deliveries(id, "?state=pending")).toMatchObject([
      { attempts: 0 },
      { attempts: 1, lastStatus: 500, lastError: "The receiver answered 500. not now" },
    ]);
    await retitle(one, "third");
    fixture.receiver.reply = () => ({});
    await fixture.deliver();
    expect(fixture.receiver.received).toHaveLength(3);
    fixture.time.clock.advance(5_000);
    await fixture.deliver();
    expect(told().slice(3)).toEqual([
      [one, 1],
      [one, 2],
      [one, 3],
    ]);
    expect(await fixture.find(id)).toMatchObject({ pending: 0, dead: 0 });
  });

  it("keep their id at each attempt, and get a fresh time and signature", async () => {
    const { secret } = await fixture.webhook();
    fixture.receiver.reply = () => ({ status: 503 });
    await newUser();
    await fixture.deliver();
    fixture.time.clock.advance(60_000);
    await fixture.deliver();
    const [first, second] = fixture.receiver.received as [Received, Received];
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    expect(Number(second.headers["webhook-timestamp"])).toBe(fixture.time.clock.now() / 1_000);
    expect(Number(first.headers["webhook-timestamp"])).toBe(fixture.time.clock.now() / 1_000 - 60);
    verify(secret, second);
  });

  it("wait as long as the receiver asks", async () => {
    const { id } = await fixture.webhook();
    fixture.receiver.reply = () => ({ status: 429, headers: { "retry-after": "7200" } });
    await newUser();
    await fixture.deliver();
    const [delivery] = await deliveries(id);
    expect(Date.parse(delivery?.dueAt ?? "") - fixture.time.clock.now()).toBe(2 * HOUR_MS);
    fixture.time.clock.advance(2 * HOUR_MS - 1);
    await fixture.deliver();
    expect(fixture.receiver.received).toHaveLength(1);
    fixture.time.clock.advance(1);
    await fixture.deliver();
    expect(fixture.receiver.received).toHaveLength(2);
  });

  it("are given up after the last attempt; the later events go on, and the dead ones can be sent again", async () => {
    const { id } = await fixture.webhook();
    const user = await newUser();
    await retitle(user, "later");
    fixture.receiver.reply = ({ body }) => (body.data.version === 1 ? { status: 500 } : {});
    const begin = fixture.time.clock.now();
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      await fixture.deliver();
      expect(fixture.receiver.received.filter(({ body }) => body.data.version === 1)).toHaveLength(attempt);
      fixture.time.clock.advance(attempt === ATTEMPTS_MAX ? 0 : 10 * HOUR_MS);
    }
    expect(fixture.time.clock.now()).toBeGreaterThan(begin);
    expect(told().at(-1)).toEqual([user, 2]);
    expect(await fixture.find(id)).toMatchObject({ pending: 0, dead: 1 });
    const [dead] = await deliveries(id, "?state=dead");
    expect(dead).toMatchObject({ state: "dead", attempts: ATTEMPTS_MAX, dueAt: null, lastStatus: 500 });

    fixture.receiver.reply = () => ({});
    fixture.receiver.received.length = 0;
    expect((await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, { dead: true })).body).toEqual({
      replayed: 1,
    });
    await fixture.deliver();
    expect(told()).toEqual([[user, 1]]);
    expect((await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, { event: dead?.event })).body).toEqual({
      replayed: 1,
    });
    await fixture.deliver();
    expect(told()).toEqual([
      [user, 1],
      [user, 1],
    ]);
  });

  it("switch the webhook off when the receiver answers 410; resumed, it goes on where it stood", async () => {
    const { id } = await fixture.webhook();
    fixture.receiver.reply = () => ({ status: 410 });
    const user = await newUser();
    await fixture.deliver();
    expect(await fixture.find(id)).toMatchObject({
      state: "disabled",
      stateReason: expect.stringContaining("410"),
      pending: 1,
    });
    await retitle(user, "meanwhile");
    fixture.receiver.reply = () => ({});
    await fixture.deliver();
    expect(fixture.receiver.received).toHaveLength(1);
    expect((await fixture.owner.call("POST", `/api/webhooks/${id}/resume`)).body).toMatchObject({
      state: "active",
      stateReason: null,
    });
    await fixture.deliver();
    expect(told().slice(1)).toEqual([
      [user, 1],
      [user, 2],
    ]);
  });
});

describe("A webhook", () => {
  it("that is paused is sent nothing, and everything once it is resumed", async () => {
    const { id } = await fixture.webhook();
    await fixture.owner.call("POST", `/api/webhooks/${id}/pause`);
    const user = await newUser();
    await retitle(user, "A");
    await fixture.deliver();
    expect(fixture.receiver.received).toEqual([]);
    await fixture.owner.call("POST", `/api/webhooks/${id}/resume`);
    await fixture.deliver();
    expect(told()).toEqual([
      [user, 1],
      [user, 2],
    ]);
  });

  it("is set back to a cursor, and gets everything after it once more", async () => {
    const { id, cursor } = await fixture.webhook();
    const user = await newUser();
    await retitle(user, "A");
    await fixture.deliver();
    const replayed = await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, { cursor });
    expect(replayed.body).toEqual({ replayed: 2 });
    await fixture.deliver();
    expect(told()).toEqual([
      [user, 1],
      [user, 2],
      [user, 1],
      [user, 2],
    ]);
    const ahead = await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, { cursor: "999999" });
    expect([ahead.status, ahead.body.error.code]).toEqual([400, "cursorUnknown"]);
  });

  it("whose events are no longer kept is switched off with words, and goes on from a cursor that is kept", async () => {
    const { id } = await fixture.webhook();
    await fixture.owner.call("POST", `/api/webhooks/${id}/pause`);
    await newUser();
    await newUser();
    const { cursor } = await feedEnd();
    await fixture.test.database.asOwner("update event_feed set pruned_seq = $2 where account_id = $1", [
      fixture.accountId,
      Number(cursor) - 1,
    ]);
    await fixture.owner.call("POST", `/api/webhooks/${id}/resume`);
    await fixture.deliver();
    expect(fixture.receiver.received).toEqual([]);
    expect(await fixture.find(id)).toMatchObject({
      state: "disabled",
      stateReason: expect.stringContaining(`replay from cursor ${Number(cursor) - 1}`),
    });
    const early = await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, {
      cursor: String(Number(cursor) - 2),
    });
    expect([early.status, early.body.error.code]).toEqual([410, "cursorGone"]);
    await fixture.owner.call("POST", `/api/webhooks/${id}/replay`, { cursor: String(Number(cursor) - 1) });
    await fixture.owner.call("POST", `/api/webhooks/${id}/resume`);
    await fixture.deliver();
    expect(fixture.receiver.received.map(({ body }) => body.data.cursor)).toEqual([cursor]);
  });

  it("whose secret was sealed with another master key is switched off", async () => {
    const { id } = await fixture.webhook();
    await newUser();
    await fixture.job({ masterKey: new Uint8Array(32) }).run(TURN);
    expect(fixture.receiver.received).toEqual([]);
    expect(await fixture.find(id)).toMatchObject({
      state: "disabled",
      stateReason: expect.stringContaining("another master key"),
    });
  });

  it("looks through many events that it does not want at once, and stops behind them", async () => {
    const { id } = await fixture.webhook({ resourceTypes: ["Device"] });
    await manyEvents(1_300);
    await fixture.deliver();
    const { cursor } = await feedEnd();
    expect(await fixture.find(id)).toMatchObject({ cursor, pending: 0 });
    expect(fixture.receiver.received).toEqual([]);
  });

  it("shows what was delivered for two weeks, and what was given up as long as its event is kept", async () => {
    const { id } = await fixture.webhook();
    const [fine, broken] = [await newUser(), await newUser()];
    fixture.receiver.reply = ({ body }) => (body.data.resourceId === broken ? { status: 500 } : {});
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      await fixture.deliver();
      fixture.time.clock.advance(10 * HOUR_MS);
    }
    expect((await deliveries(id)).map(({ state }) => state).sort()).toEqual(["dead", "delivered"]);
    expect(fine).not.toBe(broken);
    fixture.time.clock.advance(14 * 24 * HOUR_MS);
    const service = await fixture.test.another();
    await service.listen();
    await expect.poll(async () => (await deliveries(id)).map(({ state }) => state)).toEqual(["dead"]);
    await service.stop();
  });

  it("gets at most four messages at once, however many processes deliver", async () => {
    await fixture.webhook();
    for (let index = 0; index < 9; index += 1) await newUser();
    const held: ServerResponse[] = [];
    fixture.receiver.reply = () => ({ hold: (response) => void held.push(response) });
    const running = [fixture.job(), fixture.job(), fixture.job()].map((job) => job.run(TURN));
    const seen: number[] = [];
    for (let answered = 0; answered < 9; answered += 1) {
      await fixture.receiver.arrived(Math.min(answered + 4, 9));
      seen.push(held.length);
      held.shift()?.writeHead(204).end();
      await fixture.receiver.arrived(answered + 1);
    }
    await Promise.all(running);
    // Those that share the work may end their look before the last answers; what is left is taken by the next look.
    fixture.receiver.reply = () => ({});
    await fixture.deliver();
    expect(Math.max(...seen)).toBe(4);
    expect(new Set(fixture.receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(9);
    expect(fixture.receiver.received).toHaveLength(9);
  });
});

describe("A process that dies", () => {
  it("loses its lease: another one delivers, and what the first writes afterwards counts for nothing", async () => {
    const webhook = await fixture.webhook();
    const user = await newUser();
    await retitle(user, "A");
    const key = { accountId: fixture.accountId, id: webhook.id };
    const { database, masterKey } = fixture.test.config;
    const now = fixture.time.clock.now();
    const options = { now, owner: "dead", leaseMs: 15_000, perWebhookMax: 4, limit: 32, masterKey };
    const { claims } = await takeDeliveries(database, key, options);
    expect(claims.map(({ resourceId, event }) => [resourceId, event?.version])).toEqual([[user, 1]]);
    await fixture.deliver();
    expect(fixture.receiver.received).toEqual([]);
    fixture.time.clock.advance(15_000);
    await fixture.deliver();
    expect(told()).toEqual([
      [user, 1],
      [user, 2],
    ]);
    const [claim] = claims;
    if (claim === undefined) throw new Error("Nothing was claimed");
    const outcome = { kind: "dead", status: 500, error: "late", delayMs: 0 } as const;
    expect(await recordOutcome(database, claim, outcome, fixture.time.clock.now())).toBe(false);
    expect(await fixture.find(webhook.id)).toMatchObject({ pending: 0, dead: 0 });
  });

  it("holds its lease while it lives, however long the receiver takes", async () => {
    await fixture.webhook();
    await newUser();
    const running = fixture.job({ send: slowSend }).run(TURN);
    await started;
    for (let beat = 0; beat < 4; beat += 1) {
      const before = await leaseEnd();
      fixture.time.clock.advance(5_000);
      await expect.poll(leaseEnd).toBe(before + 5_000);
      await fixture.deliver();
    }
    expect(fixture.receiver.received).toEqual([]);
    finish();
    await running;
    expect(await leaseEnd()).toBe(0);
  });

  let begin: () => void = () => undefined;
  let finish: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  async function slowSend() {
    begin();
    await finished;
    return { kind: "answered", status: 204, retryAfter: undefined, text: "" } as const;
  }

  async function leaseEnd(): Promise<number> {
    const [row] = await fixture.test.database.asOwner("select max(lease_expires_at) as at from webhook_delivery");
    return (row?.at as Date | null)?.getTime() ?? 0;
  }
});

describe("The running service", () => {
  it("delivers as soon as the write is committed: time stands still, so nothing but the notice can wake it", async () => {
    await fixture.webhook();
    const other = await fixture.test.another();
    await other.listen();
    const user = await newUser();
    fixture.time.clock.advance(20);
    await fixture.receiver.arrived(1);
    expect(told()).toEqual([[user, 1]]);
    await other.stop();
  });
});

/** Events of resources that nobody wrote, at once. */
async function manyEvents(amount: number): Promise<void> {
  await fixture.test.database.asOwner(
    `insert into event (account_id, id, kind, type, resource_id, version, after, credential_id, user_id, trace_id, occurred_at)
     select $1, gen_random_uuid(), 'created', 'User', gen_random_uuid(), 1, '{"userName":"x"}', 'c', 'u', 't', $3
     from generate_series(1, $2::integer)`,
    [fixture.accountId, amount, new Date(fixture.time.clock.now())],
  );
}

async function feedEnd(): Promise<{ cursor: string }> {
  const [row] = await fixture.test.database.asOwner(
    "select count(*)::text as cursor from event where account_id = $1",
    [fixture.accountId],
  );
  return row as { cursor: string };
}
