/**
 * What belongs to another account is to a client what does not exist: random requests that name another account's ids, names and
 * cursors get word for word the answers that made-up ones get, and change nothing there [C-05, F-30, N-03, N-04].
 */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser } from "./testing/people.ts";
import {
  type Answer,
  basic,
  type Client,
  PATCH_URN,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const OTHER = { email: "sync@other.example", password: "sync password 1" };
const PEOPLE = 6;

/** One side of the wall: its client and what it holds. */
interface Side {
  readonly scim: Client;
  readonly authorization: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly marker: string;
}

let test: TestService;
let sides: readonly [Side, Side];
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  await test.seed({
    name: "Other",
    organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
    owner: { email: "boss@other.example", password: "boss password 1" },
    provisioning: OTHER,
  });
  sides = [await fill(basic(PROVISIONING), "alpha"), await fill(basic(OTHER), "omega")];
});
afterAll(async () => {
  await test?.close();
});

/** Both sides hold the same user names, external ids and group names; only the titles tell them apart. */
async function fill(authorization: string, marker: string): Promise<Side> {
  const scim = test.scim(authorization);
  const users: string[] = [];
  for (let index = 0; index < PEOPLE; index += 1) {
    const more = { externalId: `same-${index}`, title: `${marker}-title`, nickName: `${marker}-only-${index}` };
    const answer = await addUser(scim, `same-${index}@twin.example`, more);
    expect(answer.status, answer.text).toBe(201);
    users.push(answer.body.id);
  }
  const groups: string[] = [];
  for (const name of ["Twins", "More twins"]) groups.push((await addGroup(scim, name, users)).body.id);
  return { scim, authorization, users, groups, marker };
}

/** A request that names an id; the same one is asked with a foreign id and with one that nobody has. */
interface Probe {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
type Make = (id: string, own: Side) => Probe;

const patchOf = (...Operations: unknown[]) => ({ schemas: [PATCH_URN], Operations });
const filterOf = (filter: string) => `filter=${encodeURIComponent(filter)}`;
const resource = fc.constantFrom("Users", "Groups");

const byId: fc.Arbitrary<Make> = fc
  .tuple(resource, fc.constantFrom("GET", "HEAD", "DELETE", "PUT", "PATCH"), fc.boolean())
  .map(([type, method, isConditional]) => (id) => ({
    method,
    path: `/${type}/${id}`,
    ...(isConditional ? { headers: { "if-match": "*", "if-none-match": '"1"' } } : {}),
    ...(method === "PUT" ? { body: { schemas: [USER_URN], userName: "taken@over.example" } } : {}),
    ...(method === "PATCH" ? { body: patchOf({ op: "replace", path: "displayName", value: "Taken over" }) } : {}),
  }));
const condition = fc.constantFrom<(id: string) => string>(
  (id) => `id eq "${id}"`,
  (id) => `groups.value eq "${id}"`,
  (id) => `groups[value eq "${id}"]`,
  (id) => `members.value eq "${id}"`,
  (id) => `members[value eq "${id}"]`,
  (id) => `${ENTERPRISE}:manager.value eq "${id}"`,
  (id) => `meta.location ew "${id}"`,
  (id) => `not (id ne "${id}")`,
);
const byFilter: fc.Arbitrary<Make> = fc
  .tuple(resource, condition, fc.option(condition), fc.constantFrom("or", "and"), fc.boolean())
  .map(([type, one, two, word, isSearch]) => (id) => {
    const filter = two === null ? one(id) : `(${one(id)}) ${word} (${two(id)})`;
    return isSearch
      ? { method: "POST", path: `/${type}/.search`, body: { schemas: [SEARCH], filter } }
      : { method: "GET", path: `/${type}?${filterOf(filter)}` };
  });
const asMember: fc.Arbitrary<Make> = fc.constantFrom<Make>(
  (id, own) => ({
    method: "PATCH",
    path: `/Groups/${own.groups[0]}`,
    body: patchOf({ op: "add", path: "members", value: [{ value: id }] }),
  }),
  (id, own) => ({
    method: "PATCH",
    path: `/Groups/${own.groups[0]}`,
    body: patchOf({ op: "remove", path: `members[value eq "${id}"]` }),
  }),
  (id) => ({ method: "POST", path: "/Groups", body: { displayName: "Mixed", members: [{ value: id }] } }),
  (id, own) => ({
    method: "PUT",
    path: `/Groups/${own.groups[1]}`,
    body: {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "More twins",
      members: [{ value: id }],
    },
  }),
);
const inBulk: fc.Arbitrary<Make> = fc.constantFrom<Make>(
  (id) => ({
    method: "POST",
    path: "/Bulk",
    body: {
      schemas: [BULK],
      Operations: [
        { method: "DELETE", path: `/Users/${id}` },
        { method: "PATCH", path: `/Groups/${id}`, data: patchOf({ op: "remove", path: "members" }) },
      ],
    },
  }),
  (id, own) => ({
    method: "POST",
    path: "/Bulk",
    body: {
      schemas: [BULK],
      Operations: [
        {
          method: "PATCH",
          path: `/Groups/${own.groups[0]}`,
          data: patchOf({ op: "add", path: "members", value: [{ value: id }] }),
        },
      ],
    },
  }),
);
const probe = fc.oneof(byId, byFilter, asMember, inBulk);

async function ask(side: Side, make: Make, id: string): Promise<{ readonly answer: Answer; readonly told: string }> {
  const { method, path, body, headers } = make(id, side);
  const answer = await side.scim.call(method, path, body, headers);
  // The id that was sent may come back in an error's words; times may differ; nothing else may.
  const told = JSON.stringify([answer.status, answer.text])
    .replaceAll(id, "ID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "T");
  return { answer, told };
}

/** Everything that a side holds, as it sees it itself. */
async function snapshotOf({ scim }: Side): Promise<string> {
  const users = await scim.call("GET", "/Users?count=200");
  const groups = await scim.call("GET", "/Groups?count=200");
  return `${users.text}\n${groups.text}`;
}

describe("Two accounts with the same names", () => {
  it("answer for each other's ids as for ids that nobody has, and leave each other as they are", async () => {
    const before = [await snapshotOf(sides[0]), await snapshotOf(sides[1])];
    await fc.assert(
      fc.asyncProperty(
        probe,
        fc.boolean(),
        fc.nat(PEOPLE - 1),
        fc.boolean(),
        async (make, isSwapped, index, isGroup) => {
          const [own, other] = isSwapped ? [sides[1], sides[0]] : sides;
          const foreign = (isGroup ? other.groups[index % 2] : other.users[index]) ?? "";
          const theirs = await ask(own, make, foreign);
          const nobodys = await ask(own, make, randomUUID());
          expect(theirs.told).toBe(nobodys.told);
          expect(theirs.answer.text).not.toContain(other.marker);
          expect(
            [...other.users, ...other.groups].filter((id) => id !== foreign && theirs.answer.text.includes(id)),
          ).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
    // A PUT of one's own group with a member that is refused changes nothing either.
    expect([await snapshotOf(sides[0]), await snapshotOf(sides[1])]).toEqual(before);
  }, 120_000);

  it("see their own by any name, and never the other's", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'userName sw "same"',
          "externalId pr or title pr",
          'not (title eq "nothing")',
          'title co "-title"',
          'nickName ne "x"',
          'displayName eq "Twins"',
        ),
        fc.constantFrom("/Users", "/Groups", ""),
        fc.boolean(),
        async (filter, path, isFirst) => {
          const [own, other] = isFirst ? sides : [sides[1], sides[0]];
          const { status, text } = await own.scim.call("GET", `${path}?${filterOf(filter)}&count=200`);
          expect([200, 400, 501], text).toContain(status);
          expect(text).not.toContain(other.marker);
          expect([...other.users, ...other.groups].filter((id) => text.includes(id))).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("read feeds that hold nothing of each other, from any position and about any resource", async () => {
    const read = async (side: Side, query: string) =>
      test.browser().call("GET", `/events?${query}`, undefined, { authorization: side.authorization });
    await fc.assert(
      fc.asyncProperty(fc.nat(8), fc.boolean(), fc.nat(PEOPLE - 1), async (cursor, isFirst, index) => {
        const [own, other] = isFirst ? sides : [sides[1], sides[0]];
        for (const query of [
          `cursor=${cursor}&limit=1000`,
          `cursor=0&resourceId=${other.users[index]}&resourceType=User`,
        ]) {
          const { status, text } = await read(own, query);
          expect(status, text).toBe(200);
          expect(text).not.toContain(other.marker);
          const shown = [...other.users, ...other.groups].filter((id) => text.includes(id));
          expect(shown).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("cannot go on from each other's cursors: the same error as for one that is made up [S-14]", async () => {
    const first = await sides[1].scim.call("GET", "/Users?cursor=&count=2");
    expect(first.status, first.text).toBe(200);
    const stolen = String(first.body.nextCursor);
    expect(first.body.nextCursor).toBeTypeOf("string");
    const next = await sides[1].scim.call("GET", `/Users?cursor=${stolen}&count=2`);
    expect([next.status, next.body.Resources.length]).toEqual([200, 2]);
    const theft = await sides[0].scim.call("GET", `/Users?cursor=${stolen}&count=2`);
    const madeUp = await sides[0].scim.call("GET", `/Users?cursor=${"A".repeat(stolen.length)}&count=2`);
    expect([theft.status, theft.body.scimType]).toEqual([400, "invalidCursor"]);
    expect(theft.text).toBe(madeUp.text);
  });
});
