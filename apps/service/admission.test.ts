/** What is remembered of a credential must not outlive it, on any process. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Service } from "./config.ts";
import { createService } from "./index.ts";
import { patch } from "./testing/people.ts";
import {
  basic,
  type Client,
  createClient,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

const PASSWORD = "password of this test";
const KINDS = ["Basic", "an API key", "an OAuth access token"] as const;

let test: TestService;
let other: Service;
let owner: Client;
let mother: string;
let count = 0;
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  other = await test.another();
  owner = await test.signedIn(OWNER.email, OWNER.password);
  mother = (await owner.call("GET", "/api/organisations")).body.items[0].id;
});
afterAll(async () => {
  await other?.stop();
  await test?.close();
});

interface Subject {
  readonly id: string;
  readonly email: string;
  readonly credentialId: string;
  /** Through the second process: SCIM, discovery and the feed. */
  readonly there: Client;
  readonly browser: Client;
}

/** A new administrator with a credential of each kind; `there` has been used on the second process, so that it is remembered. */
async function newSubject(kind: (typeof KINDS)[number]): Promise<Subject> {
  count += 1;
  const email = `admin${count}@acme.example`;
  const made = await owner.call("POST", "/api/users", {
    ...{ email, password: PASSWORD, givenName: "An", familyName: "Admin" },
    ...{ roles: ["administrator"], organisationIds: [mother] },
  });
  const browser = await test.signedIn(email, PASSWORD);
  const credential = await credentialOf(kind, email, browser);
  const there = createClient(other, { authorization: credential.authorization }, "/SCIM/v2");
  expect(await statuses(there)).toEqual([200, 200, 200]);
  const id = credential.id ?? (await browser.call("GET", "/api/credentials")).body.items[0].id;
  return { id: made.body.id, email, browser, there, credentialId: id };
}

async function credentialOf(
  kind: (typeof KINDS)[number],
  email: string,
  browser: Client,
): Promise<{ readonly authorization: string; readonly id?: string }> {
  if (kind === "Basic") return { authorization: basic({ email, password: PASSWORD }) };
  const draft = { kind: kind === "an API key" ? "apiKey" : "oauthClient", name: "Subject" };
  const { id, secret } = (await browser.call("POST", "/api/credentials", draft)).body;
  if (kind === "an API key") return { authorization: `Bearer ${secret}`, id };
  return { authorization: `Bearer ${(await fetchToken(id, secret)).body.access_token}`, id };
}

function fetchToken(id: string, secret: string) {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return createClient(test.service, {}).call("POST", "/oauth/token", form.toString(), headers);
}

const statuses = async (there: Client) => {
  const paths = ["/Users?count=1", "/ServiceProviderConfig", "/../../events?limit=1"];
  return Promise.all(paths.map(async (path) => (await there.call("GET", path)).status));
};

describe.each(KINDS)("%s, remembered by a second process", (kind) => {
  let subject: Subject;
  beforeEach(async () => {
    subject = await newSubject(kind);
  });

  it("stops at once when its user is locked, by the console and over SCIM", async () => {
    await owner.call("PUT", `/api/users/${subject.id}/active`, { active: false });
    expect(await statuses(subject.there)).toEqual([401, 401, 401]);
    const second = await newSubject(kind);
    const off = { op: "replace", path: "active", value: false };
    expect((await patch(test.scim(basic(PROVISIONING)), `/Users/${second.id}`, off)).status).toBe(200);
    expect(await statuses(second.there)).toEqual([401, 401, 401]);
    // Those who return sign in again; their keys and clients stay gone.
    await owner.call("PUT", `/api/users/${second.id}/active`, { active: true });
    expect(await statuses(second.there)).toEqual(Array(3).fill(kind === "Basic" ? 200 : 401));
  });

  it("stops at once when its user is deleted", async () => {
    expect((await test.scim(basic(PROVISIONING)).call("DELETE", `/Users/${subject.id}`)).status).toBe(204);
    expect(await statuses(subject.there)).toEqual([401, 401, 401]);
  });

  it("is refused at once when its user loses the role, and works again with it", async () => {
    await owner.call("PUT", `/api/users/${subject.id}/roles`, { roles: ["employee"] });
    expect(await statuses(subject.there)).toEqual([403, 403, 403]);
    await owner.call("PUT", `/api/users/${subject.id}/roles`, { roles: ["administrator"] });
    expect(await statuses(subject.there)).toEqual([200, 200, 200]);
  });

  it("is refused at once when the module is switched off", async () => {
    await owner.call("PUT", "/api/account/modules/scim", { enabled: false });
    expect(await statuses(subject.there)).toEqual([403, 403, 403]);
    await owner.call("PUT", "/api/account/modules/scim", { enabled: true });
    expect(await statuses(subject.there)).toEqual([200, 200, 200]);
  });

  it("loses scopes at once", async () => {
    const change = { scopes: ["groups:read"] };
    expect((await owner.call("PATCH", `/api/credentials/${subject.credentialId}`, change)).status).toBe(200);
    expect((await subject.there.call("GET", "/Users?count=1")).status).toBe(403);
    expect((await subject.there.call("GET", "/Groups?count=1")).status).toBe(200);
    expect((await subject.there.call("POST", "/Groups", { displayName: "No" })).status).toBe(403);
  });

  it("stops or stays with its password, as its kind has it", async () => {
    const change = { currentPassword: PASSWORD, newPassword: "another password" };
    expect((await subject.browser.call("PUT", "/api/me/password", change)).status).toBe(204);
    expect(await statuses(subject.there)).toEqual(Array(3).fill(kind === "Basic" ? 401 : 200));
  });
});

describe("A key or client, remembered by a second process", () => {
  it.each(["an API key", "an OAuth access token"] as const)("%s stops at once when it is revoked", async (kind) => {
    const subject = await newSubject(kind);
    expect((await subject.browser.call("DELETE", `/api/credentials/${subject.credentialId}`)).status).toBe(204);
    expect(await statuses(subject.there)).toEqual([401, 401, 401]);
  });

  it("an access token stops at once when the client's tokens are revoked; the client lives", async () => {
    const subject = await newSubject("an OAuth access token");
    const gone = await owner.call("DELETE", `/api/credentials/${subject.credentialId}/tokens`);
    expect(gone.status).toBe(204);
    expect(await statuses(subject.there)).toEqual([401, 401, 401]);
    expect((await owner.call("GET", "/api/credentials")).text).toContain(subject.credentialId);
  });

  it("a key that is rotated without overlap stops at once", async () => {
    const subject = await newSubject("an API key");
    const path = `/api/credentials/${subject.credentialId}/rotate`;
    expect((await subject.browser.call("POST", path, { overlapSeconds: 0 })).status).toBe(200);
    expect(await statuses(subject.there)).toEqual([401, 401, 401]);
  });

  it("a key whose end is brought forward stops then", async () => {
    const subject = await newSubject("an API key");
    const expiresAt = new Date(test.clock.now() + 60_000).toISOString();
    await subject.browser.call("PATCH", `/api/credentials/${subject.credentialId}`, { expiresAt });
    expect(await statuses(subject.there)).toEqual([200, 200, 200]);
    test.clock.advance(60_000);
    expect(await statuses(subject.there)).toEqual([401, 401, 401]);
  });

  it.each([
    ["a filter that cannot be read", "GET", "/Users?filter=nothing", 400],
    ["an address that does not exist", "GET", "/Nothing", 404],
    ["a method that is not offered", "DELETE", "/Users", 405],
    ["a body that is none", "POST", "/Users", 400],
    ["a bulk request of which everything fails", "POST", "/Bulk", 200],
  ])("is told so at %s, though the store is not asked", async (_what, method, path, before) => {
    const subject = await newSubject("an API key");
    const operation = { method: "POST", path: "/Nothing", bulkId: "a", data: {} };
    const bulk = { schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], Operations: [operation] };
    const send = () => subject.there.call(method, path, path === "/Bulk" ? bulk : method === "POST" ? [] : undefined);
    expect((await send()).status).toBe(before);
    expect((await subject.browser.call("DELETE", `/api/credentials/${subject.credentialId}`)).status).toBe(204);
    expect((await send()).status).toBe(401);
  });

  it("nothing of a request is done under a credential that has ended", async () => {
    const subject = await newSubject("an API key");
    await subject.browser.call("DELETE", `/api/credentials/${subject.credentialId}`);
    const refused = await subject.there.call("POST", "/Users", {
      schemas: [USER_URN],
      userName: "ghost@acme.example",
    });
    expect([refused.status, refused.body.scimType]).toEqual([401, undefined]);
    expect((await owner.call("GET", "/api/users?search=ghost")).body.total).toBe(0);
  });
});

describe("A body that takes its time", () => {
  it("does nothing under a key that was revoked meanwhile, though the key was right when the request began", async () => {
    const { id, secret } = (await owner.call("POST", "/api/credentials", { kind: "apiKey", name: "Slow" })).body;
    let finish: (() => void) | undefined;
    const body = new ReadableStream({
      start: (controller) => {
        finish = () => {
          const user = { schemas: [USER_URN], userName: "late@acme.example" };
          controller.enqueue(new TextEncoder().encode(JSON.stringify(user)));
          controller.close();
        };
      },
    });
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/scim+json" };
    const init = { method: "POST", headers, body, duplex: "half" } as const;
    const answer = Promise.resolve(test.service.fetch(new Request("http://service.test/SCIM/v2/Users", init)));
    const used = async () =>
      (await owner.call("GET", "/api/credentials")).body.items.find((item: { id: string }) => item.id === id)
        .lastUsedAt;
    await expect.poll(used).not.toBeNull();
    expect((await owner.call("DELETE", `/api/credentials/${id}`)).status).toBe(204);
    finish?.();
    expect((await answer).status).toBe(401);
    expect((await owner.call("GET", "/api/users?search=late@")).body.total).toBe(0);
  });
});

describe("A credential that changes again and again", () => {
  it("fails none of the requests that are under way", async () => {
    const subject = await newSubject("an API key");
    const seen = new Set<number>();
    let isDone = false;
    const busy = Array.from({ length: 8 }, async () => {
      while (!isDone) seen.add((await subject.there.call("GET", "/Users?count=1")).status);
    });
    for (let round = 0; round < 30; round += 1) {
      const change = { rateLimit: { perSecond: 1_000_000 - round, burst: 1_000_000 } };
      expect((await owner.call("PATCH", `/api/credentials/${subject.credentialId}`, change)).status).toBe(200);
    }
    isDone = true;
    await Promise.all(busy);
    expect([...seen]).toEqual([200]);
  });
});

describe("A remembered credential", () => {
  it("costs no round trip of its own: the request's own work is the first that the database is asked for", async () => {
    const asked: string[] = [];
    const { database } = test.config;
    const watched = new Proxy(database, {
      get: (target, name) => {
        asked.push(String(name));
        return Reflect.get(target, name);
      },
    });
    const service = await createService({ ...test.config, database: watched });
    const console = createClient(service, { "x-lockstep": "1" });
    await console.call("POST", "/api/session", OWNER);
    // The request log writes in batches after the answers: what waits is written now, and is not what is counted.
    const begin = async () => {
      expect((await console.call("GET", "/api/requests?limit=1")).status).toBe(200);
      asked.length = 0;
    };
    for (const kind of KINDS) {
      const subject = await newSubject(kind);
      const { authorization } = await credentialOf(kind, subject.email, subject.browser);
      const scim = createClient(service, { authorization }, "/SCIM/v2");
      expect((await scim.call("GET", `/Users/${subject.id}`)).status).toBe(200);
      await expect
        .poll(async () => (await subject.browser.call("GET", "/api/credentials")).body.items[0].lastUsedAt)
        .not.toBeNull();
      await begin();
      expect((await scim.call("GET", `/Users/${subject.id}`)).status).toBe(200);
      // The request's own statement comes first: nothing was asked about the credential before it.
      expect([kind, asked[0]]).toEqual([kind, "read"]);
      await begin();
      const change = { op: "replace", path: "title", value: `Title ${kind}` };
      expect((await patch(scim, `/Users/${subject.id}`, change)).status).toBe(200);
      expect([kind, asked[0], asked.includes("inAccount")]).toEqual([kind, "read", false]);
    }
    await service.stop();
  });
});
