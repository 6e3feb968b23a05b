/** The contract of writes: create, change, remove. */
import { ScimError } from "@lockstep/scim";
import { expect, it } from "vitest";
import type { StoredResource } from "../../ports.ts";
import { GROUP_SHAPE, USER_SHAPE } from "../shapes.ts";
import {
  ALL,
  type ContractContext,
  createGroup,
  createUser,
  draft,
  expectScimError,
  NONE,
  query,
  UNKNOWN_ID,
} from "./context.ts";

/** New resources, and finding them. */
export function describeCreate(context: ContractContext): void {
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

/** Changes of one resource. */
export function describeChange(context: ContractContext): void {
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

/** The end of resources. */
export function describeRemove(context: ContractContext): void {
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
