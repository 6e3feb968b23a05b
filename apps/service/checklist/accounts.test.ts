/** Checklist §2.10: accounts (RFC 7644 §6). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  NOBODY,
  query,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { addGroup, addUser, patch } from "../testing/people.ts";
import { type Answer, basic, type Client, GROUP_URN, OWNER, USER_URN } from "../testing/test-service.ts";

const THEIRS = { email: "provisioning@other.example", password: "provisioning password 2" };

let all: Checklist;
let theirs: Client;
beforeAll(async () => {
  all = await startChecklist();
  const { apiKey } = await all.test.seed({
    name: "Other",
    organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
    owner: { email: "owner@other.example", password: "owner password 2" },
    provisioning: THEIRS,
  });
  theirs = all.test.scim(`Bearer ${apiKey}`);
});
afterAll(async () => {
  await all?.test.close();
});

/** A user and a group of the other account, and proof at the end that nothing happened to them. */
async function foreign(): Promise<{ user: Resource; group: Resource; expectUntouched(): Promise<void> }> {
  const user = (await addUser(theirs, all.name(), { externalId: all.name(), title: "Theirs" })).body;
  const made = await addGroup(theirs, all.name(), [user.id]);
  const read = async (path: string) => (await theirs.call("GET", path)).body;
  const before = [await read(`/Users/${user.id}`), await read(`/Groups/${made.body.id}`)];
  return {
    user: before[0],
    group: before[1],
    expectUntouched: async () =>
      expect([await read(`/Users/${user.id}`), await read(`/Groups/${made.body.id}`)]).toEqual(before),
  };
}

describe("The account", () => {
  it("is the credential's: one address, two accounts [N-01]", async () => {
    const mine = await all.user();
    const { user } = await foreign();
    const names = async (client: Client) =>
      (await client.call("GET", "/Users?count=1000")).body.Resources.map((found: Resource) => found.userName);
    expect(await names(all.scim)).toContain(mine.userName);
    expect(await names(all.scim)).not.toContain(user.userName);
    expect(await names(theirs)).toContain(user.userName);
    expect(await names(theirs)).not.toContain(mine.userName);
    expect(await names(all.test.scim(basic(THEIRS)))).toEqual(await names(theirs));
  });

  it("cannot be chosen by address, parameter or header [N-01]", async () => {
    const { user } = await foreign();
    const headers = { "x-account": "Other", "x-tenant": "Other", "x-account-id": "Other", host: "other.service.test" };
    expectError(await all.scim.call("GET", `/Users/${user.id}?account=Other&tenant=Other`, undefined, headers), 404);
    expectError(await all.scim.call("GET", `/Other/Users/${user.id}`), 404);
    const prefixed = await all.test.service.fetch(
      new Request(`http://service.test/Other/SCIM/v2/Users/${user.id}`, {
        headers: { authorization: `Bearer ${all.apiKey}` },
      }),
    );
    expect(prefixed.status).toBe(404);
  });

  it("has no part in the base URI, which starts every location and reference [N-02]", async () => {
    const BASE = "http://service.test/SCIM/v2";
    for (const client of [all.scim, theirs]) {
      const user = await addUser(client, all.name());
      const group = await addGroup(client, all.name(), [user.body.id]);
      const read = (await client.call("GET", `/Users/${user.body.id}`)).body;
      expect([user.headers.get("location"), read.meta.location]).toEqual(
        Array(2).fill(`${BASE}/Users/${user.body.id}`),
      );
      expect(read.groups[0].$ref).toBe(`${BASE}/Groups/${group.body.id}`);
      expect(group.body.members[0].$ref).toBe(`${BASE}/Users/${user.body.id}`);
      expect(group.headers.get("location")).toBe(`${BASE}/Groups/${group.body.id}`);
    }
  });

  it("keeps its externalIds to itself [N-03]", async () => {
    const externalId = all.name();
    const mine = await all.user({ externalId });
    const other = await addUser(theirs, all.name(), { externalId });
    expect(other.status).toBe(201);
    const filter = `externalId eq "${externalId}"`;
    expect(await all.find("/Users", filter)).toEqual([mine.id]);
    const found = await theirs.call("GET", `/Users?${query({ filter })}`);
    expect(found.body.Resources.map((user: Resource) => user.id)).toEqual([other.body.id]);
    await all.scim.call("DELETE", `/Users/${mine.id}`);
    expect((await theirs.call("GET", `/Users?${query({ filter })}`)).body.totalResults).toBe(1);
  });
});

describe("Another account's ids", () => {
  it("are 404 under every method, word for word like an unknown id [N-04] [H-06]", async () => {
    const { user, group, expectUntouched } = await foreign();
    const requests = (id: string, endpoint: string): [string, string, unknown?][] => [
      ["GET", `${endpoint}/${id}`],
      ["DELETE", `${endpoint}/${id}`],
      ["PUT", `${endpoint}/${id}`, { schemas: [USER_URN, GROUP_URN], userName: "x", displayName: "x" }],
      [
        "PATCH",
        `${endpoint}/${id}`,
        {
          schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          Operations: [{ op: "replace", path: "displayName", value: "Mine" }],
        },
      ],
    ];
    for (const [id, endpoint] of [
      [user.id, "/Users"],
      [group.id, "/Groups"],
    ]) {
      const unknown = requests(NOBODY, endpoint);
      for (const [place, request] of requests(id, endpoint).entries()) {
        const answer = await all.scim.call(...request);
        expectError(answer, 404);
        const other = unknown[place];
        if (other === undefined) throw new Error("unreachable");
        expect(answer.text.replaceAll(id, NOBODY)).toBe((await all.scim.call(...other)).text);
      }
    }
    await expectUntouched();
  });

  it("are no members: as create, replace and PATCH [N-04]", async () => {
    const { user, group, expectUntouched } = await foreign();
    const own = await all.group([(await all.user()).id]);
    for (const id of [user.id, group.id]) {
      const members = [{ value: id }];
      const displayName = all.name();
      expectError(await addGroup(all.scim, displayName, [id]), 400, "invalidValue");
      expect(await all.find("/Groups", `displayName eq "${displayName}"`)).toEqual([]);
      const put = { schemas: [GROUP_URN], displayName: own.displayName, members };
      expectError(await all.scim.call("PUT", `/Groups/${own.id}`, put), 400, "invalidValue");
      for (const operation of [
        { op: "add", path: "members", value: members },
        { op: "replace", path: "members", value: members },
        { op: "add", value: { members } },
      ]) {
        expectError(await patch(all.scim, `/Groups/${own.id}`, operation), 400, "invalidValue");
      }
      const removal = { op: "remove", path: `members[value eq "${id}"]` };
      expect((await patch(all.scim, `/Groups/${own.id}`, removal)).status).toBe(204);
    }
    expect(await all.read(`/Groups/${own.id}`)).toEqual(own);
    await expectUntouched();
  });

  it("as a manager tell nothing of the person [N-04]", async () => {
    const { user, expectUntouched } = await foreign();
    const made = await all.user({ [ENTERPRISE_URN]: { manager: { value: user.id } } });
    expect(JSON.stringify(made)).not.toContain(user.userName);
    expect((await all.read(`/Users/${made.id}`))[ENTERPRISE_URN]).toEqual({ manager: { value: user.id } });
    const unknown = await all.user({ [ENTERPRISE_URN]: { manager: { value: NOBODY } } });
    expect(Object.keys(made[ENTERPRISE_URN].manager)).toEqual(Object.keys(unknown[ENTERPRISE_URN].manager));
    await expectUntouched();
  });

  it("as a literal in a filter select nothing [N-04]", async () => {
    const { user, group } = await foreign();
    for (const [endpoint, filter] of [
      ["/Users", `id eq "${user.id}"`],
      ["/Users", `groups.value eq "${group.id}"`],
      ["/Users", `userName eq "${user.userName}" or externalId eq "${user.externalId}"`],
      ["/Groups", `members.value eq "${user.id}"`],
      ["/Groups", `members[value eq "${user.id}" and type eq "User"]`],
      ["/Groups", `id eq "${group.id}" or displayName eq "${group.displayName}"`],
    ] as const) {
      expect([filter, await all.find(endpoint, filter)]).toEqual([filter, []]);
      const seen = await theirs.call("GET", `${endpoint}?${query({ filter })}`);
      expect([filter, seen.body.totalResults]).toEqual([filter, 1]);
    }
  });
});

describe("The rate of a credential", () => {
  /** A key of `owner` that may send `burst` requests at once. */
  async function limited(owner: Client, burst: number): Promise<Client> {
    const body = { kind: "apiKey", name: all.name(), rateLimit: { perSecond: 1, burst } };
    const made = await owner.call("POST", "/api/credentials", body);
    expect([made.text, made.status]).toEqual([made.text, 201]);
    return all.test.scim(`Bearer ${made.body.secret}`);
  }

  it("above it: 429 with Retry-After and a SCIM error, and nothing is done; after that time all is well [H-14]", async () => {
    const client = await limited(await all.test.signedIn(OWNER.email, OWNER.password), 5);
    const answers: Answer[] = [];
    for (let place = 0; place < 8; place += 1) answers.push(await addUser(client, all.name()));
    expect(answers.map((answer) => answer.status)).toEqual([...Array(5).fill(201), ...Array(3).fill(429)]);
    const last = answers[7];
    if (last === undefined) throw new Error("unreachable");
    expectError(last, 429);
    const seconds = Number(last.headers.get("retry-after"));
    expect(Number.isInteger(seconds) && seconds > 0 && seconds <= 10).toBe(true);
    expect((await all.scim.call("GET", "/Users?count=0")).status).toBe(200);
    all.test.clock.advance(seconds * 1_000);
    expect((await client.call("GET", "/Users?count=0")).status).toBe(200);
  });

  it("one account at its limit leaves another, and its own other credentials, alone [N-05]", async () => {
    const other = await all.test.signedIn("owner@other.example", "owner password 2");
    const client = await limited(other, 3);
    const storm = await Promise.all(Array.from({ length: 30 }, () => client.call("GET", "/Users?count=1")));
    expect(storm.filter((answer) => answer.status === 200)).toHaveLength(3);
    expect(storm.filter((answer) => answer.status === 429)).toHaveLength(27);
    const [mine, others] = [await addUser(all.scim, all.name()), await addUser(theirs, all.name())];
    expect([mine.status, others.status]).toEqual([201, 201]);
    expectError(await client.call("GET", "/Users?count=1"), 429);
  });
});
