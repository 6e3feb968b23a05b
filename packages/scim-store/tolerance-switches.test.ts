/** Each switch by itself, on and off, in a profile that otherwise knows the RFCs only. */
import { type ScimExchange, TOLERANCE_SWITCHES, type ToleranceSwitch } from "@lockstep/scim-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answered,
  createServedStore,
  GROUP_URN,
  PATCH_URN,
  type ServedStore,
  USER_URN,
} from "./testing/served-store.ts";

const ENTERPRISE_URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

let served: ServedStore;
beforeAll(async () => {
  served = await createServedStore();
});
afterAll(async () => {
  await served?.close();
});

/** A user, another one, and a group with the first as its member. */
interface World {
  readonly user: string;
  readonly other: string;
  readonly group: string;
}

async function makeWorld(): Promise<World> {
  const user = await served.createUser({
    userName: "jane",
    externalId: "J1",
    title: "Clerk",
    name: { givenName: "Jane", familyName: "Doe" },
    emails: [{ value: "w@example.com", type: "work", primary: true }],
  });
  const other = await served.createUser({ userName: "joe", externalId: "J2" });
  return { user, other, group: await served.createGroup("Staff", [user]) };
}

/** What one switch makes of one request. */
interface Example {
  readonly ask: (world: World) => Promise<unknown>;
  readonly on: unknown;
  readonly off: unknown;
  /** False for switches that choose an answer or refuse, and so are not needed to understand anything. */
  readonly isCounted?: false;
}

/** Takes something from the body of an answer. */
type Pick = (body: unknown) => unknown;

/** What stands in a body under these names, one within the other. */
const at =
  (...names: readonly string[]): Pick =>
  (body) =>
    names.reduce((value: unknown, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], body);
const count =
  (name: string): Pick =>
  (body) =>
    (at(name)(body) as unknown[] | undefined)?.length ?? 0;

/** The status, the `scimType` of an error, and of a good answer what `pick` takes from the body. */
async function seen(answer: Promise<Answered>, pick?: Pick): Promise<unknown> {
  const { status, body } = await answer;
  if (status >= 400) return body["scimType"] === undefined ? status : `${status} ${String(body["scimType"])}`;
  return pick === undefined ? status : pick(body);
}

const post = (body: object) => seen(served.ask("POST", "/Users", body));
const patchUser = (operation: object, pick?: Pick) => (world: World) =>
  seen(served.patch(`/Users/${world.user}`, [operation]), pick);
const patchGroup = (operation: (world: World) => object) => (world: World) =>
  seen(served.patch(`/Groups/${world.group}`, [operation(world)]));
const filter = (text: string) => () =>
  seen(served.ask("GET", `/Users?filter=${encodeURIComponent(text)}`), at("totalResults"));
const membersOf = async (id: string): Promise<number> =>
  ((await served.ask("GET", `/Groups/${id}`)).body["members"] as unknown[] | undefined)?.length ?? 0;

const EXAMPLES: Readonly<Record<ToleranceSwitch, Example>> = {
  opLetterCase: { ask: patchUser({ op: "Replace", path: "title", value: "x" }), on: 200, off: "400 invalidSyntax" },
  messageLetterCase: {
    ask: ({ user }) => {
      const operations = [{ Op: "replace", PATH: "title", value: "x" }];
      return seen(served.ask("PATCH", `/Users/${user}`, { schemas: [PATCH_URN], operations }));
    },
    on: 200,
    off: "400 invalidSyntax",
  },
  missingSchemas: { ask: () => post({ userName: "a" }), on: 201, off: "400 invalidSyntax" },
  legacySchemas: {
    ask: () => post({ schemas: ["urn:scim:schemas:core:1.0"], userName: "a" }),
    on: 201,
    off: "400 invalidSyntax",
  },
  unknownSchemas: {
    ask: () => post({ schemas: [USER_URN, "urn:example:x"], userName: "a" }),
    on: 201,
    off: "400 invalidSyntax",
  },
  unknownAttributes: {
    ask: () => post({ schemas: [USER_URN], userName: "a", name: { initials: "A" } }),
    on: 201,
    off: "400 invalidSyntax",
  },
  unknownPaths: { ask: patchUser({ op: "add", path: "colour", value: "x" }), on: 200, off: "400 invalidPath" },
  stringBooleans: {
    ask: patchUser({ op: "replace", path: "active", value: "False" }, at("active")),
    on: false,
    off: "400 invalidValue",
  },
  wrappedBooleans: {
    ask: patchUser({ op: "replace", path: "active", value: [false] }, at("active")),
    on: false,
    off: "400 invalidValue",
  },
  liftedValues: {
    ask: patchUser({ op: "replace", path: "emails", value: { value: "x" } }, at("emails")),
    on: [{ value: "x" }],
    off: "400 invalidValue",
  },
  bareValues: {
    ask: patchUser({ op: "add", path: `${ENTERPRISE_URN}:manager`, value: "m" }, at(ENTERPRISE_URN)),
    on: { manager: { value: "m" } },
    off: "400 invalidValue",
  },
  nullValues: {
    ask: patchUser({ op: "replace", path: "title", value: null }, at("title")),
    on: undefined,
    off: "400 invalidValue",
  },
  emptyStrings: {
    ask: patchUser({ op: "replace", path: "title", value: "" }, at("title")),
    on: undefined,
    off: "",
  },
  jsonInStrings: {
    ask: patchUser({ op: "add", path: "roles", value: [{ value: '{"value":"admin"}' }] }, at("roles")),
    on: [{ value: "admin" }],
    off: [{ value: '{"value":"admin"}' }],
  },
  managerExternalId: {
    ask: async (world) => {
      const change = { op: "add", path: ENTERPRISE_URN, value: { manager: { managerId: "J2" } } };
      const manager = await patchUser(change, at(ENTERPRISE_URN, "manager", "value"))(world);
      return manager === world.other ? "the other user" : manager;
    },
    on: "the other user",
    off: undefined,
  },
  expandedKeys: {
    ask: patchUser({ op: "replace", value: { "name.givenName": "Ann" } }, at("name", "givenName")),
    on: "Ann",
    off: "Jane",
  },
  bareNames: {
    ask: patchUser({ op: "replace", path: "familyName", value: "Roe" }, at("name", "familyName")),
    on: "Roe",
    off: "400 invalidPath",
  },
  bracketPrefixes: {
    ask: patchUser({ op: "replace", path: 'emails[email.type eq "work"].value', value: "x" }),
    on: 200,
    off: "400 invalidFilter",
  },
  singleQuotes: { ask: filter("title eq 'Clerk'"), on: 1, off: "400 invalidFilter" },
  unquotedValues: { ask: filter("title eq Clerk"), on: 1, off: "400 invalidFilter" },
  filterBlanks: { ask: filter('title  eq "Clerk" '), on: 1, off: "400 invalidFilter" },
  unknownFilterAttributes: {
    ask: async () => {
      const filters = [
        'colour eq "x"',
        "colour ne 5",
        "name.colour pr",
        "not (urn:example:a:b eq null)",
        'colour[a eq "x"]',
      ];
      const answers = filters.map((text) => filter(`(${text}) and title pr`)());
      return await Promise.all(answers);
    },
    on: [0, 1, 0, 0, 0],
    off: Array(5).fill("400 invalidFilter"),
  },
  subAttributeAfterBrackets: {
    ask: filter('emails[type eq "work"].value eq "w@example.com"'),
    on: 1,
    off: "400 invalidFilter",
  },
  createMissingByAdd: {
    ask: patchUser({ op: "add", path: 'phoneNumbers[type eq "work"].value', value: "1" }, at("phoneNumbers")),
    on: [{ type: "work", value: "1" }],
    off: "400 noTarget",
  },
  createMissingByReplace: {
    ask: patchUser({ op: "replace", path: 'phoneNumbers[type eq "work"].value', value: "1" }, at("phoneNumbers")),
    on: [{ type: "work", value: "1" }],
    off: "400 noTarget",
  },
  listedRemove: {
    ask: patchGroup(({ user }) => ({ op: "remove", path: "members", value: [{ value: user }] })),
    on: 204,
    off: "400 invalidValue",
  },
  removeAllMembers: { ask: patchGroup(() => ({ op: "remove", path: "members" })), on: 204, off: "400 noTarget" },
  mergeMembers: {
    ask: async (world) => {
      await patchGroup(({ other }) => ({ op: "replace", path: "members", value: [{ value: other }] }))(world);
      const counted = served.lastExchange();
      return [await membersOf(world.group), counted];
    },
    on: [2, expect.objectContaining({ normalisations: { mergeMembers: 1 } })],
    off: [1, expect.objectContaining({ normalisations: {} })],
    isCounted: false,
  },
  keepActive: {
    ask: async ({ user }) => {
      await served.patch(`/Users/${user}`, [{ op: "replace", path: "active", value: false }]);
      const body = { schemas: [USER_URN], userName: "jane" };
      return seen(served.ask("PUT", `/Users/${user}`, body), at("active"));
    },
    on: false,
    off: true,
  },
  protectMembers: {
    ask: ({ group }) => {
      const body = { schemas: [GROUP_URN], displayName: "Renamed" };
      return seen(served.ask("PUT", `/Groups/${group}`, body), count("members"));
    },
    on: 1,
    off: 0,
  },
  collectionPut: {
    ask: () => seen(served.ask("PUT", "/Users", { schemas: [USER_URN], userName: "JANE" })),
    on: 200,
    off: 405,
  },
  resourceTypeByUrn: { ask: () => seen(served.ask("GET", `/ResourceTypes/${USER_URN}`)), on: 200, off: 404 },
  groupPatch204: {
    ask: patchGroup(() => ({ op: "replace", path: "displayName", value: "x" })),
    on: 204,
    off: 200,
    isCounted: false,
  },
  memberPatchBody: {
    ask: patchGroup(({ other }) => ({ op: "add", path: "members", value: [{ value: other }] })),
    on: 200,
    off: 204,
    isCounted: false,
  },
  jsonMediaType: {
    ask: async ({ user }) => {
      const types = [await served.ask("GET", `/Users/${user}`), await served.ask("GET", "/Users/nobody")];
      return types.map(({ headers }) => headers.get("content-type"));
    },
    on: ["application/json", "application/json"],
    off: ["application/scim+json", "application/scim+json"],
    isCounted: false,
  },
  pathRequired: {
    ask: patchUser({ op: "replace", value: { title: "x" } }),
    on: "400 invalidSyntax",
    off: 200,
    isCounted: false,
  },
  wholeReplace: {
    ask: patchUser({ op: "replace", path: "name", value: { givenName: "Ann" } }, at("name")),
    on: { givenName: "Ann" },
    off: { givenName: "Ann", familyName: "Doe" },
    isCounted: false,
  },
  narrowPaths: {
    ask: patchUser({ op: "replace", path: 'emails[type eq "work"]', value: { value: "x" } }),
    on: "400 invalidPath",
    off: 200,
    isCounted: false,
  },
  canonicalTypes: {
    ask: patchUser({ op: "add", path: "emails", value: [{ value: "x", type: "business" }] }),
    on: "400 invalidValue",
    off: 200,
    isCounted: false,
  },
};

describe.each(TOLERANCE_SWITCHES)("The switch $name", ({ name }) => {
  const { ask, on, off, isCounted = true } = EXAMPLES[name];
  const counts = (exchange: ScimExchange | undefined) => exchange?.normalisations[name];

  it("does what it says when it is on, and counts it", async () => {
    served.newAccount({ profile: "rfc", overrides: { [name]: true } });
    expect(await ask(await makeWorld())).toEqual(on);
    if (isCounted) expect(counts(served.lastExchange())).toBeGreaterThan(0);
  });

  it("changes nothing when it is off", async () => {
    served.newAccount({ profile: "rfc", overrides: { [name]: false } });
    expect(await ask(await makeWorld())).toEqual(off);
    expect(counts(served.lastExchange())).toBeUndefined();
  });
});

describe("A manager by external id", () => {
  const named = (userName: string, managerId: string) => ({
    schemas: [USER_URN, ENTERPRISE_URN],
    userName,
    [ENTERPRISE_URN]: { manager: { managerId } },
  });
  const managerOf = (body: object) => seen(served.ask("POST", "/Users", body), at(ENTERPRISE_URN, "manager", "value"));

  it("is the name itself when nobody or two people have it, or the credential may not read users", async () => {
    const caller = served.newAccount();
    const { user } = await makeWorld();
    await served.createUser({ userName: "double", externalId: "J2" });
    expect(await managerOf(named("a", "J1"))).toBe(user);
    expect(await managerOf(named("b", "J2"))).toBe("J2");
    expect(await managerOf(named("c", "nobody"))).toBe("nobody");
    const { scopes } = caller;
    Object.assign(caller, { scopes: ["users:write"] });
    const made = await served.ask("POST", "/Users", named("d", "J1"));
    // Such a credential is not shown the manager: one that may read looks what was stored.
    Object.assign(caller, { scopes });
    const stored = served.ask("GET", `/Users/${made.body.id}`);
    expect(await seen(stored, at(ENTERPRISE_URN, "manager", "value"))).toBe("J1");
  });

  it("is looked for in the account of the credential alone", async () => {
    served.newAccount();
    await makeWorld();
    served.newAccount();
    expect(await managerOf(named("a", "J1"))).toBe("J1");
  });

  it("is named a bounded number of times in one request", async () => {
    served.newAccount();
    const { user } = await makeWorld();
    const path = `${ENTERPRISE_URN}:manager.managerId`;
    const operations = Array.from({ length: 51 }, (_, index) => ({ op: "replace", path, value: `m${index}` }));
    expect(await seen(served.patch(`/Users/${user}`, operations))).toBe("400 invalidValue");
    expect(await seen(served.patch(`/Users/${user}`, operations.slice(1)))).toBe(200);
  });
});

describe("A request in strict form", () => {
  it("needs no switch, in any profile", async () => {
    served.newAccount({ profile: "generic" });
    const { user, group } = await makeWorld();
    await served.patch(`/Users/${user}`, [
      { op: "replace", path: 'emails[type eq "work" and value co "w"].value', value: "x@example.com" },
      { op: "add", value: { title: "Chief", [ENTERPRISE_URN]: { department: "D" } } },
      { op: "remove", path: "name" },
    ]);
    expect(served.lastExchange()?.normalisations).toEqual({});
    await served.patch(`/Groups/${group}`, [{ op: "remove", path: `members[value eq "${user}"]` }]);
    expect(served.lastExchange()?.normalisations).toEqual({});
    await served.ask(
      "GET",
      `/Users?filter=${encodeURIComponent('(title eq "Chief  x ]" or active eq true) and not (title pr)')}`,
    );
    expect(served.lastExchange()).toMatchObject({ status: 200, normalisations: {} });
  });

  it("names the place of a fault by the operation as it was sent, also when an earlier one became several", async () => {
    served.newAccount({ profile: "generic" });
    const { user, group } = await makeWorld();
    const first = { op: "replace", value: { "name.givenName": "A", "name.familyName": "B" } };
    const users = await served.patch(`/Users/${user}`, [first, { op: "replace", path: "colour", value: 1 }]);
    expect(users.body["detail"]).toMatch(/^Operations\[1\]: /);
    const many = {
      op: "replace",
      value: { "urn:ietf:params:scim:schemas:core:2.0:Group:displayName": "A", externalId: "x" },
    };
    const groups = await served.patch(`/Groups/${group}`, [many, { op: "add", path: "members", value: [{}] }]);
    expect(groups.body["detail"]).toMatch(/^Operations\[1\]: /);
  });
});
