import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SendResult } from "./domain/webhook/send.ts";
import { addUser } from "./testing/people.ts";
import { createWebhookFixture, TURN, type WebhookFixture } from "./testing/webhook-fixture.ts";

const DELIVERED: SendResult = { kind: "answered", status: 204, retryAfter: undefined, text: "" };
const SILENT: SendResult = { kind: "failed", message: "There was no answer within 10 seconds." };
const MINUTE_MS = 60_000;

let fixture: WebhookFixture;
beforeAll(async () => {
  fixture = await createWebhookFixture();
});
afterAll(async () => {
  await fixture?.close();
});

describe("Receivers that hang", () => {
  it("take eight places of a process at most, and the webhooks of other accounts go on [N-05]", async () => {
    const { test, owner, scim, receiver } = fixture;
    for (let index = 0; index < 20; index += 1) {
      expect((await owner.call("POST", "/api/webhooks", { url: `${receiver.url}/hangs${index}` })).status).toBe(201);
    }
    const good = { email: "owner@good.example", password: "owner password 2" };
    const { apiKey } = await test.seed({
      ...{ name: "Good", owner: good, provisioning: { email: "sync@good.example", password: "sync password 2" } },
    });
    const other = await test.signedIn(good.email, good.password);
    expect((await other.call("POST", "/api/webhooks", { url: `${receiver.url}/good` })).status).toBe(201);
    const people = 6;
    for (let index = 0; index < people; index += 1) {
      await addUser(scim, `hang${index}@acme.example`);
      await addUser(test.scim(`Bearer ${apiKey}`), `good${index}@good.example`);
    }
    let [hanging, delivered] = [0, 0];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const send = async ({ url }: { readonly url: string }): Promise<SendResult> => {
      if (url.endsWith("/good")) {
        delivered += 1;
        return DELIVERED;
      }
      hanging += 1;
      await released;
      return DELIVERED;
    };
    const running = fixture.job({ send }).run(TURN);
    await expect.poll(() => delivered, { timeout: 10_000 }).toBe(people);
    expect(hanging).toBe(8);
    release();
    await running;
    expect(hanging).toBe(20 * people);
  });

  it("are tried with one message now and then, and get all the others as soon as they answer", async () => {
    await fixture.webhook();
    const people = 16;
    for (let index = 0; index < people; index += 1) await addUser(fixture.scim, `silent${index}@acme.example`);
    let attempts = 0;
    let result: SendResult = SILENT as SendResult;
    const job = fixture.job({
      send: async () => {
        attempts += 1;
        return result;
      },
    });
    const attemptsOf = async (waitMs: number): Promise<number> => {
      fixture.time.clock.advance(waitMs);
      attempts = 0;
      await job.run(TURN);
      return attempts;
    };
    // It is known after five; those that are on their way by then end too.
    const before = await attemptsOf(0);
    expect(before).toBeGreaterThanOrEqual(5);
    expect(before).toBeLessThanOrEqual(8);
    expect(await attemptsOf(MINUTE_MS)).toBe(1);
    expect(await attemptsOf(1_000)).toBe(0);
    for (let round = 0; round < 4; round += 1) expect(await attemptsOf(5 * MINUTE_MS)).toBe(1);
    result = DELIVERED;
    expect(await attemptsOf(5 * MINUTE_MS)).toBe(people);
  });

  it("that answer, with whatever status, do not rest", async () => {
    await fixture.webhook();
    for (let index = 0; index < 12; index += 1) await addUser(fixture.scim, `refused${index}@acme.example`);
    fixture.receiver.reply = () => ({ status: 500 });
    await fixture.deliver();
    expect(fixture.receiver.received).toHaveLength(12);
  });

  it("start anew when they are resumed", async () => {
    const { id } = await fixture.webhook();
    for (let index = 0; index < 12; index += 1) await addUser(fixture.scim, `resumed${index}@acme.example`);
    let attempts = 0;
    const send = async () => {
      attempts += 1;
      return SILENT;
    };
    await fixture.job({ send }).run(TURN);
    await fixture.deliver();
    expect(fixture.receiver.received).toEqual([]);
    await fixture.owner.call("POST", `/api/webhooks/${id}/pause`);
    await fixture.owner.call("POST", `/api/webhooks/${id}/resume`);
    await fixture.deliver();
    // Those that were tried have their own time to wait.
    expect(fixture.receiver.received).toHaveLength(12 - attempts);
    expect(attempts).toBeLessThan(12);
  });
});
