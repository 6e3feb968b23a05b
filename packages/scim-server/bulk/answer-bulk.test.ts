import { silentLogger } from "@lockstep/ports";
import { type ResourceShape, ScimError } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import {
  type Caller,
  createScimServer,
  type ResourceStore,
  StaleCallerError,
  StaleShapesError,
  type StoredResource,
} from "../index.ts";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../testing/shapes.ts";

const BULK_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const refuse = () => Promise.reject(new Error("not asked for here"));

/** What happens to a bulk request when the store fails in ways that a real one does not at will. */
function createBulk(
  create: (call: number) => Promise<void>,
  shapesAt: (read: number) => readonly ResourceShape[] = () => [USER_SHAPE, GROUP_SHAPE],
  judge: () => Promise<Caller> = () => Promise.resolve(newCaller()),
) {
  let reads = 0;
  const logged: unknown[] = [];
  const asked: boolean[] = [];
  let calls = 0;
  const store: ResourceStore = {
    find: refuse,
    query: refuse,
    queryAll: refuse,
    change: refuse,
    remove: refuse,
    create: async (_caller, _shape, draft) => {
      calls += 1;
      await create(calls);
      const id = `00000000-0000-7000-8000-00000000000${calls}` as StoredResource["id"];
      const at = "2026-01-01T00:00:00.000Z";
      return {
        changed: true,
        resource: { id, version: 1, createdAt: at, lastModifiedAt: at, attributes: draft.attributes },
      };
    },
  };
  const server = createScimServer({
    basePath: "/SCIM/v2",
    publicBaseUrl: () => "https://scim.example.com",
    shapes: [USER_SHAPE, GROUP_SHAPE],
    shapesOf: () => {
      reads += 1;
      return shapesAt(reads);
    },
    store,
    authenticator: {
      authenticate: (_request, _traceId, options) => {
        asked.push(options?.fresh === true);
        return options?.fresh === true ? judge() : Promise.resolve(newCaller());
      },
    },
    clock: { now: () => 0 },
    random: { bytes: (length) => new Uint8Array(length).fill(7) },
    logger: { ...silentLogger, error: (fields) => logged.push(fields) },
  });
  const send = async () => {
    const operations = ["a", "b", "c"].map((userName) => ({
      method: "POST",
      path: "/Users",
      bulkId: userName,
      data: { schemas: [USER_SHAPE.core.id], userName },
    }));
    const body = JSON.stringify({ schemas: [BULK_URN], Operations: operations });
    const headers = { "content-type": "application/scim+json" };
    const response = await server(
      new Request("https://scim.example.com/SCIM/v2/Bulk", { method: "POST", headers, body }),
    );
    const json = (await response.json()) as { Operations: { status: string; response?: { detail: string } }[] };
    return {
      status: response.status,
      results: json.Operations,
      retryAfter: response.headers.get("retry-after"),
    };
  };
  return { send, asked, logged, calls: () => calls, reads: () => reads };
}

describe("a bulk request", () => {
  it("is repeated afresh when the remembered credential has changed before anything was written", async () => {
    const bulk = createBulk((call) => (call === 1 ? Promise.reject(new StaleCallerError()) : Promise.resolve()));
    const { results } = await bulk.send();
    expect(results.map(({ status }) => status)).toEqual(["201", "201", "201"]);
    expect(bulk.asked).toEqual([false, true]);
    expect(bulk.calls()).toBe(4);
  });

  it("goes on with the rights of now when the credential has changed in the middle [B-08]", async () => {
    const reader = async () => ({ ...newCaller(), scopes: ["users:read"] as const });
    const once = (call: number) => (call === 2 ? Promise.reject(new StaleCallerError()) : Promise.resolve());
    const kept = createBulk(once);
    expect((await kept.send()).results.map(({ status }) => status)).toEqual(["201", "201", "201"]);
    expect([kept.asked, kept.calls()]).toEqual([[false, true], 4]);
    const lost = createBulk(once, undefined, reader);
    expect((await lost.send()).results.map(({ status }) => status)).toEqual(["201", "403", "403"]);
    expect([lost.asked, lost.calls()]).toEqual([[false, true], 2]);
  });

  it("refuses what is left, each operation on its own, when the credential has ended, and asks about it once [B-08] [B-12]", async () => {
    const bulk = createBulk(
      (call) => (call > 1 ? Promise.reject(new StaleCallerError()) : Promise.resolve()),
      undefined,
      () => Promise.reject(new ScimError("unauthenticated", "The API key is revoked.")),
    );
    const { status, results } = await bulk.send();
    expect(status).toBe(200);
    expect(results.map((result) => [result.status, result.response?.detail])).toEqual([
      ["201", undefined],
      ["401", "The API key is revoked."],
      ["401", "The API key is revoked."],
    ]);
    expect([bulk.asked, bulk.calls()]).toEqual([[false, true], 2]);
  });

  it.each([1, 2, 3])("repeats operation %d by the resource types of now when they have changed", async (place) => {
    const bulk = createBulk((call) => (call === place ? Promise.reject(new StaleShapesError()) : Promise.resolve()));
    const { results } = await bulk.send();
    expect(results.map(({ status }) => status)).toEqual(["201", "201", "201"]);
    expect(bulk.asked).toEqual([false]);
    expect([bulk.calls(), bulk.reads()]).toEqual([4, 2]);
  });

  it("repeats an operation as often as its resource types change, up to a bound, and goes on", async () => {
    const changesIn = (first: number, last: number) => (call: number) =>
      call >= first && call <= last ? Promise.reject(new StaleShapesError()) : Promise.resolve();
    const often = createBulk(changesIn(2, 20));
    const done = await often.send();
    expect(done.results.map(({ status }) => status)).toEqual(["201", "201", "201"]);
    expect([often.calls(), often.reads(), done.retryAfter]).toEqual([22, 20, null]);
    const always = createBulk(changesIn(2, 21));
    const { status, results, retryAfter } = await always.send();
    expect([status, retryAfter]).toEqual([200, "1"]);
    expect(results.map(({ status }) => status)).toEqual(["201", "503", "201"]);
    expect(results[1]?.response?.detail).toContain("try again");
    expect([always.calls(), always.reads()]).toEqual([22, 20]);
    expect(always.logged).toEqual([]);
  });

  it("answers 404 for a type that is gone in the middle, and goes on with the others", async () => {
    const bulk = createBulk(
      (call) => (call === 2 ? Promise.reject(new StaleShapesError()) : Promise.resolve()),
      (read) => (read === 1 ? [USER_SHAPE, GROUP_SHAPE] : [GROUP_SHAPE]),
    );
    const { results } = await bulk.send();
    expect(results.map(({ status }) => status)).toEqual(["201", "404", "404"]);
  });

  it("goes on after an unexpected failure, which the client learns by its id alone [Z-04]", async () => {
    const fault = new Error('relation "resource" of 10.0.0.7 is gone');
    const bulk = createBulk((call) => (call === 2 ? Promise.reject(fault) : Promise.resolve()));
    const { results } = await bulk.send();
    expect(results.map((result) => result.status)).toEqual(["201", "500", "201"]);
    expect(results[1]?.response?.detail).toMatch(/^The server failed .* Error id: [\da-f-]{36}\.$/);
    expect(JSON.stringify(results)).not.toContain("relation");
    expect(bulk.logged).toMatchObject([{ err: fault }]);
  });
});
