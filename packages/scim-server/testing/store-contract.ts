/** What every `ResourceStore` must do, as tests: call from a test file of the implementation. */
import { type JsonObject, requireFilter, ScimError, type ScimErrorCode } from "@lockstep/scim";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type {
  Caller,
  MembershipStep,
  ResourceDraft,
  ResourceParts,
  ResourceQuery,
  ResourceStore,
  StoredResource,
} from "../ports.ts";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "./shapes.ts";

/** A store to be tested. */
export interface StoreUnderTest {
  readonly store: ResourceStore;
  /** Moves the store's clock on, so that the next write happens later. */
  readonly advance: (milliseconds: number) => void;
  readonly close: () => Promise<void>;
}

const ALL: ResourceParts = { members: true, groups: true };
const NONE: ResourceParts = { members: false, groups: false };
const UNKNOWN_ID = "00000000-0000-7000-8000-00000000dead";

/** Defines the tests; `makeStore` is called once, and each test works in accounts of its own. */
export function describeStoreContract(makeStore: () => Promise<StoreUnderTest>): void {
  describe("the contract of a resource store", () => {
    let made: StoreUnderTest | undefined;
    let caller: Caller = newCaller();

    beforeAll(async () => {
      made = await makeStore();
    });
    beforeEach(() => {
      caller = newCaller();
    });
    afterAll(async () => {
      await made?.close();
    });

    const context: ContractContext = {
      get store() {
        if (made === undefined) throw new Error("The store is not made yet");
        return made.store;
      },
      get caller() {
        return caller;
      },
      advance: (milliseconds) => made?.advance(milliseconds),
    };
    describe("create and find", () => describeCreate(context));
    describe("change", () => describeChange(context));
    describe("remove", () => describeRemove(context));
    describe("query", () => describeQuery(context));
    describe("membership", () => describeMembership(context));
    describe("accounts", () => describeAccounts(context));
    describe("writers side by side", () => describeConcurrency(context));
  });
}

interface ContractContext {
  readonly store: ResourceStore;
  readonly caller: Caller;
  readonly advance: (milliseconds: number) => void;
}

function draft(attributes: JsonObject, membership: readonly MembershipStep[] = []): ResourceDraft {
  return { attributes, writeOnly: {}, membership };
}

function query(overrides: Partial<ResourceQuery> & { readonly filterText?: string } = {}): ResourceQuery {
  const { filterText, ...rest } = overrides;
  const filter = filterText === undefined ? undefined : requireFilter(filterText);
  const plain = { sortBy: undefined, sortOrder: "ascending" as const, startIndex: 1, count: 100, include: NONE };
  return { filter, ...plain, ...rest };
}

async function createUser(context: ContractContext, attributes: JsonObject): Promise<StoredResource> {
  return (await context.store.create(context.caller, USER_SHAPE, draft(attributes), NONE)).resource;
}

async function createGroup(
  context: ContractContext,
  displayName: string,
  members: readonly string[] = [],
): Promise<StoredResource> {
  const steps: MembershipStep[] = [{ kind: "add", members }];
  return (await context.store.create(context.caller, GROUP_SHAPE, draft({ displayName }, steps), ALL)).resource;
}

/** Applies membership steps, leaving the attributes alone. */
function changeMembers(context: ContractContext, id: string, ...steps: readonly MembershipStep[]) {
  return context.store.change(context.caller, GROUP_SHAPE, id, ({ attributes }) => draft(attributes, steps), {
    ifMatch: undefined,
    include: ALL,
  });
}

async function memberIds(context: ContractContext, id: string): Promise<readonly string[]> {
  const group = await context.store.find(context.caller, GROUP_SHAPE, id, ALL);
  return (group?.members ?? []).map((member) => member.value);
}

async function expectScimError(work: Promise<unknown>, code: ScimErrorCode, detail: string | RegExp): Promise<void> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ScimError);
  if (!(error instanceof ScimError)) return;
  expect(error.code).toBe(code);
  expect(error.detail).toMatch(detail);
}

function describeCreate(context: ContractContext): void {
  it("gives a new resource an id, version 1 and equal times, and keeps its attributes as they are", async () => {
    const attributes = {
      userName: "Jane@Example.com",
      externalId: "E-1",
      name: { givenName: "Jäne", familyName: "Dœ 😀" },
      emails: [{ value: "jane@example.com", type: "work", primary: true }],
      active: true,
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
        department: "R&D",
        manager: { value: UNKNOWN_ID },
      },
    };
    const created = await context.store.create(context.caller, USER_SHAPE, draft(attributes), ALL);
    expect(created.changed).toBe(true);
    expect(created.resource).toMatchObject({ version: 1, attributes, groups: [] });
    expect(created.resource.createdAt).toBe(created.resource.lastModifiedAt);
    expect(created.resource.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const found = await context.store.find(context.caller, USER_SHAPE, created.resource.id, ALL);
    expect(found).toEqual({ ...created.resource, groups: [] });
  });

  it("refuses a user name that is taken, in whatever letter case, and keeps the first one", async () => {
    await createUser(context, { userName: "jane@example.com" });
    await expectScimError(createUser(context, { userName: "JANE@Example.COM" }), "uniqueness", /"userName"/);
    const page = await context.store.query(context.caller, USER_SHAPE, query());
    expect(page.totalResults).toBe(1);
  });

  it("refuses a group name that is taken, and lets a user have that display name", async () => {
    await createGroup(context, "Sales");
    await expectScimError(createGroup(context, "sales"), "uniqueness", /"displayName"/);
    await createUser(context, { userName: "a", displayName: "Sales" });
    await createUser(context, { userName: "b", displayName: "Sales" });
  });

  it("refuses a unique value that is too long to be unique", async () => {
    await expectScimError(createUser(context, { userName: "x".repeat(2_001) }), "invalidValue", /2000 bytes/);
    await createUser(context, { userName: "x".repeat(2_000) });
  });

  it("keeps write-only values out of what is stored", async () => {
    const secret = { attributes: { userName: "a" }, writeOnly: { password: "s3cret" }, membership: [] };
    const { resource } = await context.store.create(context.caller, USER_SHAPE, secret, ALL);
    expect(JSON.stringify(resource)).not.toContain("s3cret");
    const found = await context.store.find(context.caller, USER_SHAPE, resource.id, ALL);
    expect(JSON.stringify(found)).not.toContain("s3cret");
  });

  it("finds nothing under an unknown id, an id of another type, and what is no id at all", async () => {
    const user = await createUser(context, { userName: "a" });
    const ids = [UNKNOWN_ID, "not-an-id", "", "' or 1=1 --", user.id.toUpperCase()];
    for (const id of ids) expect(await context.store.find(context.caller, USER_SHAPE, id, NONE)).toBeUndefined();
    expect(await context.store.find(context.caller, GROUP_SHAPE, user.id, NONE)).toBeUndefined();
  });
}

function describeChange(context: ContractContext): void {
  const options = { ifMatch: undefined, include: ALL };

  it("stores what the edit returns, and moves version and time on", async () => {
    const before = await createUser(context, { userName: "a", title: "Clerk" });
    context.advance(1_000);
    const seen: StoredResource[] = [];
    const { resource, changed } = await context.store.change(
      context.caller,
      USER_SHAPE,
      before.id,
      (current) => {
        seen.push(current);
        return draft({ userName: "a", title: "Chief" });
      },
      options,
    );
    expect(seen[0]).toEqual(before);
    expect(changed).toBe(true);
    expect(resource).toMatchObject({ version: 2, createdAt: before.createdAt, attributes: { title: "Chief" } });
    expect(resource.lastModifiedAt > before.lastModifiedAt).toBe(true);
    expect(await context.store.find(context.caller, USER_SHAPE, before.id, ALL)).toEqual(resource);
  });

  it("leaves version and time alone when nothing differs, the order of values included", async () => {
    const emails = [
      { value: "a@x", type: "work" },
      { value: "b@x", type: "home" },
    ];
    const before = await createUser(context, { userName: "a", emails });
    context.advance(1_000);
    const same = draft({ userName: "a", emails: [...emails].reverse() });
    const { resource, changed } = await context.store.change(
      context.caller,
      USER_SHAPE,
      before.id,
      () => same,
      options,
    );
    expect(changed).toBe(false);
    expect(resource).toEqual({ ...before, groups: [] });
  });

  it("counts a write-only value as a change", async () => {
    const before = await createUser(context, { userName: "a" });
    const edit = () => ({ ...draft({ userName: "a" }), writeOnly: { password: "new" } });
    const { resource, changed } = await context.store.change(context.caller, USER_SHAPE, before.id, edit, options);
    expect(changed).toBe(true);
    expect(resource.version).toBe(2);
  });

  it("stores nothing when the edit throws", async () => {
    const before = await createUser(context, { userName: "a" });
    const refuse = () => {
      throw new ScimError("mutability", "no");
    };
    await expectScimError(
      context.store.change(context.caller, USER_SHAPE, before.id, refuse, options),
      "mutability",
      /^no$/,
    );
    expect(await context.store.find(context.caller, USER_SHAPE, before.id, NONE)).toEqual(before);
  });

  it("refuses a new user name that is taken, takes its own in another letter case, and frees the old one", async () => {
    const a = await createUser(context, { userName: "a" });
    await createUser(context, { userName: "b" });
    const rename = (userName: string) =>
      context.store.change(context.caller, USER_SHAPE, a.id, () => draft({ userName }), options);
    await expectScimError(rename("B"), "uniqueness", /"userName"/);
    expect((await rename("A")).resource.attributes).toEqual({ userName: "A" });
    expect((await rename("c")).resource.version).toBe(3);
    await createUser(context, { userName: "a" });
  });

  it("checks the version that the client has seen", async () => {
    const { id } = await createUser(context, { userName: "a" });
    const change = (ifMatch: readonly number[] | "*", title: string) =>
      context.store.change(context.caller, USER_SHAPE, id, () => draft({ userName: "a", title }), {
        ifMatch,
        include: NONE,
      });
    expect((await change([1], "one")).resource.version).toBe(2);
    await expectScimError(change([1], "two"), "preconditionFailed", /If-Match/);
    await expectScimError(change([], "two"), "preconditionFailed", /If-Match/);
    expect((await change([7, 2], "three")).resource.version).toBe(3);
    expect((await change("*", "four")).resource.version).toBe(4);
  });

  it("does not know unknown ids", async () => {
    for (const id of [UNKNOWN_ID, "nonsense"]) {
      const work = context.store.change(context.caller, USER_SHAPE, id, ({ attributes }) => draft(attributes), options);
      await expectScimError(work, "notFound", `User "${id}" does not exist.`);
    }
  });
}

function describeRemove(context: ContractContext): void {
  const remove = (id: string, ifMatch?: readonly number[]) =>
    context.store.remove(context.caller, USER_SHAPE, id, { ifMatch });

  it("removes once, and frees unique values", async () => {
    const { id } = await createUser(context, { userName: "a" });
    await remove(id);
    expect(await context.store.find(context.caller, USER_SHAPE, id, NONE)).toBeUndefined();
    expect((await context.store.query(context.caller, USER_SHAPE, query())).totalResults).toBe(0);
    await expectScimError(remove(id), "notFound", /does not exist/);
    await createUser(context, { userName: "A" });
  });

  it("checks the version that the client has seen", async () => {
    const { id } = await createUser(context, { userName: "a" });
    await expectScimError(remove(id, [2]), "preconditionFailed", /If-Match/);
    await remove(id, [1]);
  });

  it("takes a user out of its groups, each of which gets a new version", async () => {
    const user = await createUser(context, { userName: "a" });
    const other = await createUser(context, { userName: "b" });
    const group = await createGroup(context, "G", [user.id, other.id]);
    await remove(user.id);
    const after = await context.store.find(context.caller, GROUP_SHAPE, group.id, ALL);
    expect(after?.version).toBe(2);
    expect(after?.members?.map((member) => member.value)).toEqual([other.id]);
  });

  it("removes a group and keeps its members", async () => {
    const user = await createUser(context, { userName: "a" });
    const group = await createGroup(context, "G", [user.id]);
    await context.store.remove(context.caller, GROUP_SHAPE, group.id, { ifMatch: undefined });
    const found = await context.store.find(context.caller, USER_SHAPE, user.id, ALL);
    expect(found?.groups).toEqual([]);
  });
}

function describeQuery(context: ContractContext): void {
  it("lists in order of creation, page by page, with the total on every page", async () => {
    const ids: string[] = [];
    for (const name of ["e", "d", "c", "b", "a"]) {
      ids.push((await createUser(context, { userName: name })).id);
      context.advance(1);
    }
    await createGroup(context, "not a user");
    const page = (startIndex: number, count: number) =>
      context.store.query(context.caller, USER_SHAPE, query({ startIndex, count }));
    expect(await page(1, 2)).toMatchObject({ totalResults: 5, resources: [{ id: ids[0] }, { id: ids[1] }] });
    expect(await page(3, 2)).toMatchObject({ totalResults: 5, resources: [{ id: ids[2] }, { id: ids[3] }] });
    expect(await page(5, 2)).toMatchObject({ totalResults: 5, resources: [{ id: ids[4] }] });
    expect(await page(6, 2)).toEqual({ totalResults: 5, resources: [] });
    expect(await page(1, 0)).toEqual({ totalResults: 5, resources: [] });
  });

  it("finds by filter, counts all matches, and sorts", async () => {
    for (const [userName, title] of [
      ["b", "X"],
      ["C", "X"],
      ["a", "X"],
      ["d", "Y"],
    ] as const) {
      await createUser(context, { userName, title });
    }
    const names = async (overrides: Parameters<typeof query>[0]) => {
      const page = await context.store.query(context.caller, USER_SHAPE, query(overrides));
      return [page.totalResults, ...page.resources.map((resource) => resource.attributes.userName)];
    };
    expect(await names({ filterText: 'userName eq "c"' })).toEqual([1, "C"]);
    expect(await names({ filterText: 'userName eq "nobody"' })).toEqual([0]);
    expect(await names({ filterText: 'title eq "x"', sortBy: "userName" })).toEqual([3, "a", "b", "C"]);
    expect(await names({ filterText: 'title eq "x"', sortBy: "username", sortOrder: "descending", count: 2 })).toEqual([
      3,
      "C",
      "b",
    ]);
    expect(await names({ filterText: 'title eq "x"', sortBy: "userName", startIndex: 3, count: 2 })).toEqual([3, "C"]);
    expect(await names({ filterText: 'title eq "x"', count: 0 })).toEqual([3]);
  });

  it("refuses filters and sort keys that name what there is not", async () => {
    const ask = (overrides: Parameters<typeof query>[0]) =>
      context.store.query(context.caller, USER_SHAPE, query(overrides));
    await expectScimError(ask({ filterText: 'shoeSize eq "44"' }), "invalidFilter", /shoeSize/);
    await expectScimError(ask({ filterText: 'password eq "x"' }), "invalidFilter", /password/);
    await expectScimError(ask({ sortBy: "shoeSize" }), "invalidValue", /shoeSize/);
  });

  it("carries members and groups of a whole page when asked", async () => {
    const user = await createUser(context, { userName: "u", displayName: "Uma" });
    const group = await createGroup(context, "G", [user.id]);
    // Groups of one millisecond have no order that a test could know.
    context.advance(1);
    await createGroup(context, "H");
    const groups = await context.store.query(context.caller, GROUP_SHAPE, query({ include: ALL }));
    expect(groups.resources.map((resource) => resource.members)).toEqual([
      [{ value: user.id, type: "User", display: "Uma" }],
      [],
    ]);
    const users = await context.store.query(context.caller, USER_SHAPE, query({ include: ALL }));
    expect(users.resources[0]?.groups).toEqual([{ value: group.id, type: "direct", display: "G" }]);
    const bare = await context.store.query(context.caller, GROUP_SHAPE, query());
    expect(bare.resources[0]).not.toHaveProperty("members");
  });

  it("finds by membership from both sides", async () => {
    const user = await createUser(context, { userName: "u" });
    const group = await createGroup(context, "G", [user.id]);
    const other = await createGroup(context, "H");
    const groupsBy = async (filterText: string) =>
      (await context.store.query(context.caller, GROUP_SHAPE, query({ filterText }))).resources.map(({ id }) => id);
    for (const path of [`members.value eq "${user.id}"`, `members eq "${user.id}"`, `members[value eq "${user.id}"]`]) {
      expect(await groupsBy(path)).toEqual([group.id]);
      expect(await groupsBy(`not (${path})`)).toEqual([other.id]);
    }
    expect(await groupsBy(`id eq "${group.id}" and members eq "${user.id}"`)).toEqual([group.id]);
    expect(await groupsBy('members.value eq "nobody"')).toEqual([]);
    const users = await context.store.query(
      context.caller,
      USER_SHAPE,
      query({ filterText: `groups.value eq "${group.id}"` }),
    );
    expect(users.resources.map(({ id }) => id)).toEqual([user.id]);
  });
}

function describeMembership(context: ContractContext): void {
  it("applies steps in order, and shows members by display name", async () => {
    const [a, b, c] = await Promise.all(
      ["Carl", "Anna", "Bert"].map((displayName) => createUser(context, { userName: displayName, displayName })),
    );
    const [carl = "", anna = "", bert = ""] = [a?.id, b?.id, c?.id];
    const group = await createGroup(context, "G", [carl]);
    const added = await changeMembers(context, group.id, { kind: "add", members: [anna, bert] });
    expect(added).toMatchObject({ changed: true, resource: { version: 2 } });
    expect(added.resource.members?.map((member) => member.display)).toEqual(["Anna", "Bert", "Carl"]);
    await changeMembers(
      context,
      group.id,
      { kind: "remove", members: [anna, UNKNOWN_ID, "nonsense"] },
      { kind: "add", members: [carl] },
    );
    expect(await memberIds(context, group.id)).toEqual([bert, carl]);
    await changeMembers(context, group.id, { kind: "replaceAll", members: [anna, bert] });
    expect(await memberIds(context, group.id)).toEqual([anna, bert]);
    await changeMembers(context, group.id, { kind: "replaceAll", members: [] });
    expect(await memberIds(context, group.id)).toEqual([]);
  });

  it("changes nothing when the steps lead back to where they began", async () => {
    const user = await createUser(context, { userName: "u" });
    const group = await createGroup(context, "G", [user.id]);
    const steps = [
      [{ kind: "add", members: [user.id] }],
      [{ kind: "remove", members: [UNKNOWN_ID] }],
      [{ kind: "replaceAll", members: [user.id] }],
      [
        { kind: "remove", members: [user.id] },
        { kind: "add", members: [user.id] },
      ],
    ] as const;
    for (const list of steps) {
      const { changed, resource } = await changeMembers(context, group.id, ...list);
      expect(changed).toBe(false);
      expect(resource.version).toBe(1);
    }
  });

  it("refuses a member that the account does not have, names it, and changes nothing", async () => {
    const user = await createUser(context, { userName: "u" });
    const group = await createGroup(context, "G");
    for (const id of [UNKNOWN_ID, "nonsense"]) {
      const work = changeMembers(context, group.id, { kind: "add", members: [user.id, id] });
      await expectScimError(work, "invalidValue", id);
      await expectScimError(createGroup(context, "H", [id]), "invalidValue", id);
    }
    expect(await memberIds(context, group.id)).toEqual([]);
    expect((await context.store.query(context.caller, GROUP_SHAPE, query())).totalResults).toBe(1);
  });

  it("refuses a group as a member of itself, and takes another group", async () => {
    const group = await createGroup(context, "G");
    const other = await createGroup(context, "H");
    const self = changeMembers(context, group.id, { kind: "add", members: [group.id] });
    await expectScimError(self, "invalidValue", /itself/);
    const { resource } = await changeMembers(context, group.id, { kind: "add", members: [other.id] });
    expect(resource.members).toEqual([{ value: other.id, type: "Group", display: "H" }]);
  });
}

function describeAccounts(context: ContractContext): void {
  it("never mixes two accounts", async () => {
    const foreign = newCaller();
    const user = await createUser(context, { userName: "same" });
    const theirs = (await context.store.create(foreign, USER_SHAPE, draft({ userName: "same" }), NONE)).resource;
    const group = await createGroup(context, "G", [user.id]);
    expect(await context.store.find(foreign, USER_SHAPE, user.id, NONE)).toBeUndefined();
    const found = await context.store.query(foreign, USER_SHAPE, query({ filterText: 'userName eq "same" or id pr' }));
    expect(found.resources.map(({ id }) => id)).toEqual([theirs.id]);
    expect((await context.store.query(foreign, GROUP_SHAPE, query())).totalResults).toBe(0);
    await expectScimError(
      context.store.change(foreign, USER_SHAPE, user.id, ({ attributes }) => draft(attributes), {
        ifMatch: undefined,
        include: NONE,
      }),
      "notFound",
      /does not exist/,
    );
    await expectScimError(
      context.store.remove(foreign, GROUP_SHAPE, group.id, { ifMatch: undefined }),
      "notFound",
      /does not exist/,
    );
    await expectScimError(
      changeMembers(context, group.id, { kind: "add", members: [theirs.id] }),
      "invalidValue",
      theirs.id,
    );
  });
}

function describeConcurrency(context: ContractContext): void {
  it("lets one of 32 creates of one user name win and refuses the others", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 32 }, (_, index) =>
        createUser(context, { userName: index % 2 === 0 ? "Race@x" : "race@X", title: String(index) }),
      ),
    );
    const lost = results.filter((result) => result.status === "rejected").map((result) => result.reason);
    expect(lost).toHaveLength(31);
    for (const reason of lost) expect(reason).toMatchObject({ code: "uniqueness", status: 409 });
    expect((await context.store.query(context.caller, USER_SHAPE, query())).totalResults).toBe(1);
  });

  it("loses no member that 24 requests add at the same time", async () => {
    const users = await Promise.all(
      Array.from({ length: 24 }, (_, index) => createUser(context, { userName: `u${index}` })),
    );
    const group = await createGroup(context, "G");
    await Promise.all(users.map(({ id }) => changeMembers(context, group.id, { kind: "add", members: [id] })));
    const after = await context.store.find(context.caller, GROUP_SHAPE, group.id, ALL);
    expect(after?.version).toBe(25);
    expect(new Set(after?.members?.map((member) => member.value))).toEqual(new Set(users.map(({ id }) => id)));
  });

  it("keeps groups whole while their members are deleted and added at the same time", async () => {
    const users = await Promise.all(
      Array.from({ length: 12 }, (_, index) => createUser(context, { userName: `u${index}` })),
    );
    const groups = await Promise.all(["G", "H", "I"].map((name) => createGroup(context, name)));
    const ids = users.map(({ id }) => id);
    const outcomes = await Promise.allSettled([
      ...groups.map((group) => changeMembers(context, group.id, { kind: "add", members: ids })),
      ...users
        .slice(0, 6)
        .map(({ id }) => context.store.remove(context.caller, USER_SHAPE, id, { ifMatch: undefined })),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "invalidValue" });
    }
    const gone = new Set<string>(ids.slice(0, 6));
    for (const group of groups) {
      expect((await memberIds(context, group.id)).filter((id) => gone.has(id))).toEqual([]);
    }
    expect((await context.store.query(context.caller, USER_SHAPE, query())).totalResults).toBe(6);
  });

  it("lets no write get lost between two that change different attributes", async () => {
    const { id } = await createUser(context, { userName: "u" });
    const set = (name: string) =>
      context.store.change(
        context.caller,
        USER_SHAPE,
        id,
        ({ attributes }) => draft({ ...attributes, [name]: "set" }),
        {
          ifMatch: undefined,
          include: NONE,
        },
      );
    await Promise.all(["title", "nickName", "locale", "userType"].map(set));
    const found = await context.store.find(context.caller, USER_SHAPE, id, NONE);
    expect(found).toMatchObject({
      version: 5,
      attributes: { title: "set", nickName: "set", locale: "set", userType: "set" },
    });
  });
}
