import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Service } from "./config.ts";
import { addUser, patch } from "./testing/people.ts";
import { type Client, createClient, startTestService, type TestService } from "./testing/test-service.ts";

interface Event {
  readonly cursor: string;
  readonly id: string;
  readonly resourceId: string;
  readonly version: number;
  readonly kind: string;
}

const WRITERS = 6;
const WRITES = 15;

let test: TestService;
let second: Service;
let authorization: string;
beforeAll(async () => {
  test = await startTestService();
  const { apiKey } = await test.seed();
  authorization = `Bearer ${apiKey}`;
  second = await test.another();
});
afterAll(async () => {
  await second?.stop();
  await test?.close();
});

/** One follower: pages with an odd limit until `isOver` and the end is reached. */
async function follow(feed: Client, from: string, isOver: () => boolean): Promise<Event[]> {
  const seen: Event[] = [];
  for (let cursor = from; ; ) {
    // Asked for before the page is read, so that the last page is read after the last write.
    const wasOver = isOver();
    const { body } = await feed.call("GET", `/events?cursor=${cursor}&limit=7`);
    seen.push(...body.items);
    cursor = body.cursor;
    if (wasOver && !body.hasMore) return seen;
  }
}

describe("Followers of the feed, while two processes write", () => {
  it("see each effective write once, without a gap, each resource in the order of its versions", async () => {
    const services = [test.service, second];
    const feeds = services.map((service) => createClient(service, { authorization }));
    const writers = services.map((service) => createClient(service, { authorization }, "/SCIM/v2"));
    const writer = (index: number): Client => writers[index % writers.length] as Client;
    const shared = (await addUser(writer(0), "shared@acme.example")).body.id;
    const from = (await feeds[0]?.call("GET", "/events?limit=1000"))?.body.cursor;

    let isOver = false;
    const following = feeds.map((feed) => follow(feed, from, () => isOver));
    const effective = new Map<string, number>();
    const count = (id: string) => effective.set(id, (effective.get(id) ?? 0) + 1);
    const write = async (index: number) => {
      for (let round = 0; round < WRITES; round += 1) {
        const scim = writer(index + round);
        const made = await addUser(scim, `writer${index}-${round}@acme.example`);
        count(made.body.id);
        // Refused: its transaction is rolled back and leaves no number behind.
        expect((await addUser(scim, `writer${index}-${round}@acme.example`)).status).toBe(409);
        const changed = await patch(scim, `/Users/${shared}`, {
          op: "replace",
          path: "title",
          value: `${index}.${round}`,
        });
        expect(changed.status).toBe(200);
        count(shared);
        if (round % 5 === 0) {
          expect((await scim.call("DELETE", `/Users/${made.body.id}`)).status).toBe(204);
          count(made.body.id);
        }
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, index) => write(index)));
    isOver = true;

    const total = [...effective.values()].reduce((sum, amount) => sum + amount, 0);
    const expected = Array.from({ length: total }, (_, index) => String(Number(from) + index + 1));
    const all = await Promise.all(following);
    for (const seen of all) {
      expect(seen.map(({ cursor }) => cursor)).toEqual(expected);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(total);
      const byResource = Map.groupBy(seen, ({ resourceId }) => resourceId);
      expect(byResource.size).toBe(effective.size);
      for (const [id, events] of byResource) {
        expect(events).toHaveLength(effective.get(id) ?? 0);
        const versions = events.map(({ version, kind }) => (kind === "removed" ? version + 1 : version));
        expect(versions).toEqual(versions.map((_, index) => index + (id === shared ? 2 : 1)));
      }
    }
    expect(all[1]).toEqual(all[0]);
  });
});
