import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Service } from "./config.ts";
import { createService } from "./index.ts";
import { type Client, createClient, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

const OTHER = { email: "sync@other.example", password: "sync password 1" };

let test: TestService;
let other: Service;
let person: Client;
beforeAll(async () => {
  test = await startTestService({ rateLimit: { perSecond: 20, burst: 200 } });
  await test.seed();
  other = await test.another();
  person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
});
afterAll(async () => {
  await other?.stop();
  await test?.close();
});

/** A new key of the limit, as a client of each of the two processes. */
async function newClients(rateLimit?: { readonly perSecond: number; readonly burst: number }, browser = person) {
  const made = (await browser.call("POST", "/api/credentials", { kind: "apiKey", name: "Key", rateLimit })).body;
  const headers = { authorization: `Bearer ${made.secret}` };
  const here = createClient(test.service, headers, "/SCIM/v2");
  return { id: made.id as string, here, there: createClient(other, headers, "/SCIM/v2") };
}

/** How many of `amount` requests, sent at once over both processes in turn, are served; the rest must be 429. */
async function served({ here, there }: { here: Client; there: Client }, amount: number): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: amount }, (_, index) => (index % 2 === 0 ? here : there).call("GET", "/Groups?count=0")),
  );
  const codes = answers.map((answer) => answer.status);
  expect(new Set([200, 429, ...codes])).toEqual(new Set([200, 429]));
  return codes.filter((code) => code === 200).length;
}

describe("The rate limit of a credential", () => {
  it("holds as a sum over two processes: the burst at once, then the rate", async () => {
    const clients = await newClients({ perSecond: 10, burst: 50 });
    expect(await served(clients, 120)).toBe(50);
    expect(await served(clients, 20)).toBe(0);
    test.clock.advance(1_000);
    expect(await served(clients, 60)).toBe(10);
    test.clock.advance(2_500);
    expect(await served(clients, 60)).toBe(25);
    test.clock.advance(60_000);
    expect(await served(clients, 120)).toBe(50);
  });

  it("holds when tokens lie in hands: nothing taken ahead comes on top, and little of it is lost", async () => {
    const clients = await newClients({ perSecond: 100, burst: 320 });
    for (let round = 0; round < 10; round += 1) {
      expect(await served(clients, 10)).toBe(10);
      test.clock.advance(1_000);
    }
    // Full, but for what the processes hold and may have used this moment: a batch is 10, taken when less than half of one is left.
    const most = await served(clients, 700);
    expect(most).toBeLessThanOrEqual(320);
    expect(most).toBeGreaterThanOrEqual(320 - 2 * 15);
    test.clock.advance(1_000);
    expect(await served(clients, 250)).toBeLessThanOrEqual(100 + 320 - most);
  });

  it("is answered with 429, whole seconds of Retry-After and a SCIM error", async () => {
    const { here } = await newClients({ perSecond: 1, burst: 1 });
    expect((await here.call("GET", "/Users?count=0")).status).toBe(200);
    const refused = await here.call("GET", "/Users?count=0");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(refused.headers.get("content-type")).toBe("application/scim+json");
    expect(refused.body).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "429",
      detail: expect.stringContaining("1 requests a second"),
    });
    test.clock.advance(1_000);
    expect((await here.call("GET", "/Users?count=0")).status).toBe(200);
    expect((await here.call("GET", "/../../events")).status).toBe(429);
    test.clock.advance(1_000);
    expect((await here.call("GET", "/ServiceProviderConfig")).status).toBe(200);
    expect((await here.call("GET", "/ServiceProviderConfig")).status).toBe(429);
  });

  it("is the service's own when the credential names none, and changes at once", async () => {
    const clients = await newClients();
    expect(await served(clients, 420)).toBe(200);
    // So much more that what either process took ahead by the old limit, and loses, does not matter.
    const rateLimit = { perSecond: 20, burst: 1_000 };
    await person.call("PATCH", `/api/credentials/${clients.id}`, { rateLimit });
    test.clock.advance(1_000);
    // The first request on each process meets the old limit; the store then says that it has changed.
    await served(clients, 2);
    expect(await served(clients, 400)).toBe(400);
  });

  it("is each credential's own: a storm on one does not slow another's requests or another account's", async () => {
    await test.seed({
      name: "Other",
      organisations: [{ code: "OTHER", name: "Other", parentCode: null }],
      owner: { email: "boss@other.example", password: "boss password 1" },
      provisioning: OTHER,
    });
    const stranger = await test.signedIn(OTHER.email, OTHER.password);
    const storm = await newClients({ perSecond: 5, burst: 5 });
    const [own, foreign] = [await newClients(), await newClients(undefined, stranger)];
    const [stormServed, ...rest] = await Promise.all([served(storm, 100), served(own, 50), served(foreign, 50)]);
    expect([stormServed, ...rest]).toEqual([5, 50, 50]);
    const buckets = await test.database.asOwner("select 1 from credential_pace where credential_id = $1", [storm.id]);
    expect(buckets).toHaveLength(1);
  });

  it("costs the database nothing once it is reached: a storm is refused out of memory", async () => {
    const { id } = await newClients({ perSecond: 5, burst: 5 });
    const secret = (await person.call("POST", `/api/credentials/${id}/rotate`, {})).body.secret;
    const asked: string[] = [];
    const watched = new Proxy(test.config.database, {
      get: (target, name) => {
        asked.push(String(name));
        return Reflect.get(target, name);
      },
    });
    const service = await createService({ ...test.config, database: watched });
    const storm = createClient(service, { authorization: `Bearer ${secret}` }, "/SCIM/v2");
    const codes = async () =>
      Promise.all(Array.from({ length: 50 }, async () => (await storm.call("GET", "/Groups?count=0")).status));
    expect((await codes()).filter((code) => code === 200)).toHaveLength(5);
    await service.stop();
    asked.length = 0;
    expect(new Set(await codes())).toEqual(new Set([429]));
    expect(asked).toEqual([]);
    await service.stop();
  });

  it("goes with the credential, and a storm on a revoked one is refused as such", async () => {
    const clients = await newClients();
    expect(await served(clients, 10)).toBe(10);
    await person.call("DELETE", `/api/credentials/${clients.id}`);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? clients.here : clients.there).call("GET", "/Groups?count=0"),
      ),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([401]));
    expect(await test.database.asOwner("select 1 from credential_pace where credential_id = $1", [clients.id])).toEqual(
      [],
    );
  });
});
