/**
 * Random requests at every endpoint: whatever is sent, the answer is a SCIM answer. No fault of ours, no word of the database or
 * of another account, no touch of a prototype, and a memory that does not grow with the number of requests.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser } from "./testing/people.ts";
import { basic, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

const REQUESTS = 100_000;
const SIDE_BY_SIDE = 16;
const BATCH = 2_000;
/** What the process may hold more at the end than after the first fifth: caches fill up, but not with requests. */
const GROWTH_BYTES_MAX = 64 * 1024 * 1024;
const MARKER = "marker-of-the-other-account";
const LEAKS = /marker-of-the-other|node_modules|\bat .*\.ts:|syntax error at|relation "|pg_catalog|select .* from/i;

let test: TestService;
let ids: string[] = [];
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  await test.seed({
    name: "Other",
    organisations: [{ code: "OTHER", name: MARKER, parentCode: null }],
    owner: { email: "boss@other.example", password: "boss password 1" },
    provisioning: { email: "sync@other.example", password: "sync password 1" },
  });
  const other = test.scim(basic({ email: "sync@other.example", password: "sync password 1" }));
  const foreign = await addUser(other, `${MARKER}@other.example`, { title: MARKER });
  const foreignGroup = await addGroup(other, MARKER, [foreign.body.id]);
  const scim = test.scim(basic(PROVISIONING));
  const own = await addUser(scim, "random@acme.example");
  const group = await addGroup(scim, "Random", [own.body.id]);
  ids = [own.body.id, group.body.id, foreign.body.id, foreignGroup.body.id];
});
afterAll(async () => {
  await test?.close();
});

const NAMES = [
  ...[
    "schemas",
    "id",
    "externalId",
    "userName",
    "name",
    "givenName",
    "emails",
    "value",
    "type",
    "primary",
    "active",
    "members",
  ],
  ...[
    "displayName",
    "password",
    "groups",
    "meta",
    "manager",
    "Operations",
    "op",
    "path",
    "filter",
    "data",
    "bulkId",
    "method",
  ],
  ...["__proto__", "constructor", "prototype", "toString", "$ref", "", "urn:ietf:params:scim:schemas:core:2.0:User"],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
];
const WORDS = [
  ...[
    "add",
    "remove",
    "replace",
    "Add",
    "POST",
    "DELETE",
    "/Users",
    "/Bulk",
    "bulkId:a",
    "True",
    "work",
    "\u0000",
    "\ud800",
    "😀",
  ],
  ...["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:core:2.0:Group"],
  ...["urn:ietf:params:scim:api:messages:2.0:PatchOp", "urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
  ...[
    "urn:ietf:params:scim:api:messages:2.0:SearchRequest",
    'emails[type eq "work"].value',
    "members",
    "__proto__.polluted",
  ],
  ...[
    'members[value eq "x"]',
    "name.__proto__",
    "constructor.prototype.polluted",
    'userName eq "x"',
    "2026-02-30T00:00:00Z",
  ],
];
const FILTERS = [
  ...[
    'userName eq "x"',
    'emails[type eq "work" and value co "@"]',
    "not (active eq true)",
    'meta.lastModified gt "2020-01-01T00:00:00Z"',
  ],
  ...[
    'id eq "x" or (externalId pr and name.familyName sw "a")',
    'userName eq "a',
    "((((",
    'password eq "x"',
    "a.b.c eq 1",
    "😀 eq 1",
  ],
];

const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...WORDS) }, fc.string({ maxLength: 12 }));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: false },
    text,
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 1.5, [], {}),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...NAMES), tie("json")), { maxLength: 6 }).map((pairs) => entriesOf(pairs)),
  ),
}));

/** `Object.fromEntries` makes `__proto__` an own property, which JSON.stringify then writes: as an attacker would. */
function entriesOf(pairs: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(pairs);
}

const operation = fc.record({ op: text, path: text, value: json }, { requiredKeys: ["op"] });
const body = fc.oneof(
  json,
  fc.record(
    { schemas: fc.constant([WORDS[14]]), userName: text, name: json, emails: json, active: json },
    { requiredKeys: ["schemas"] },
  ),
  fc.record({
    schemas: fc.constant(["urn:ietf:params:scim:api:messages:2.0:PatchOp"]),
    Operations: fc.array(operation, { maxLength: 4 }),
  }),
  fc.record({
    schemas: fc.constant(["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]),
    Operations: fc.array(fc.record({ method: text, path: text, bulkId: text, data: json }), { maxLength: 3 }),
  }),
);
const request = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
  endpoint: fc.constantFrom(
    "Users",
    "Groups",
    "Me",
    "Bulk",
    ".search",
    "Schemas",
    "ResourceTypes",
    "ServiceProviderConfig",
    "Nothing",
    "",
  ),
  id: fc.option(fc.nat({ max: 6 }), { freq: 2 }),
  query: fc.option(
    fc.record(
      {
        filter: fc.constantFrom(...FILTERS),
        sortBy: text,
        count: text,
        startIndex: fc.constantFrom("1", "0", "-5", "x", "99999999999"),
        attributes: text,
        cursor: text,
      },
      { requiredKeys: [] },
    ),
  ),
  body: fc.oneof({ weight: 8, arbitrary: body.map((value) => JSON.stringify(value)) }, fc.string({ maxLength: 20 })),
});
type RandomRequest = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

function urlOf({ endpoint, id, query }: RandomRequest): string {
  const segment = id === null ? "" : `/${ids[id] ?? ["none", ".search", "%2e%2e", "%ff"][id - ids.length] ?? "x"}`;
  const parameters = new URLSearchParams(
    Object.entries(query ?? {}).map(([name, value]) => [name, value.toWellFormed()] as [string, string]),
  );
  return `http://service.test/SCIM/v2/${endpoint}${segment}${query === null ? "" : `?${parameters}`}`;
}

async function send(wanted: RandomRequest): Promise<void> {
  const hasBody = !["GET", "HEAD"].includes(wanted.method);
  const response = await test.service.fetch(
    new Request(urlOf(wanted), {
      method: wanted.method,
      headers: { authorization: basic(PROVISIONING), "content-type": "application/scim+json" },
      ...(hasBody ? { body: wanted.body } : {}),
    }),
  );
  const answer = await response.text();
  const shown = `${wanted.method} ${urlOf(wanted)} ${hasBody ? wanted.body : ""} -> ${response.status} ${answer}`;
  if (response.status >= 500 && response.status !== 501) throw new Error(`A fault: ${shown}`);
  if (response.status >= 400 && wanted.method !== "HEAD") {
    const error = JSON.parse(answer) as { schemas?: string[]; status?: string };
    if (
      error.schemas?.[0] !== "urn:ietf:params:scim:api:messages:2.0:Error" ||
      error.status !== String(response.status)
    ) {
      throw new Error(`Not a SCIM error: ${shown}`);
    }
  }
  if (LEAKS.test(answer)) throw new Error(`A leak: ${shown}`);
  if (answer !== "" && response.headers.get("content-type") !== "application/scim+json")
    throw new Error(`Not SCIM: ${shown}`);
}

describe("Random requests", () => {
  it(`get a SCIM answer each, ${REQUESTS} times, and leave nothing behind`, async () => {
    setFlagsFromString("--expose_gc");
    const collect = runInNewContext("gc") as () => void;
    const held = () => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const seed = Number(process.env["LOCKSTEP_TEST_SEED"] ?? Date.now() % 1_000_000_000);
    let early = 0;
    for (let sent = 0; sent < REQUESTS; sent += BATCH) {
      const wanted = fc.sample(request, { numRuns: BATCH, seed: seed + sent });
      const queue = wanted.values();
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async () => {
          for (const next of queue) {
            await send(next).catch((cause: unknown) => {
              throw new Error(`LOCKSTEP_TEST_SEED=${seed} repeats this`, { cause });
            });
          }
        }),
      );
      if (sent === REQUESTS / 5) early = held();
    }
    expect(held() - early).toBeLessThan(GROWTH_BYTES_MAX);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    // The other account is as it was.
    const other = test.scim(basic({ email: "sync@other.example", password: "sync password 1" }));
    expect((await other.call("GET", `/Users/${ids[2]}`)).body.title).toBe(MARKER);
    expect((await other.call("GET", `/Groups/${ids[3]}`)).body.members).toHaveLength(1);
    expect(test.log.filter((line) => line.includes("failed unexpectedly"))).toEqual([]);
  }, 600_000);
});
