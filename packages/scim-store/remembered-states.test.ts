import { randomBytes } from "node:crypto";
import { ScimError } from "@lockstep/scim";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Caller, ResourceDraft, ResourceStore, StoredResource } from "../scim-server/index.ts";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const WITH_GROUPS = { members: false, groups: true };
const NO_PARTS = { members: false, groups: false };
const OPTIONS = { ifMatch: undefined, include: WITH_GROUPS };
const CHANGES = 30;

/** Two processes over one database: what one of them remembers, the other may have changed. */
describe("a change that begins with a remembered state", () => {
  let fixture: StoreFixture;
  let here: ResourceStore;
  let there: ResourceStore;
  let caller: Caller;
  let user: StoredResource;

  beforeAll(async () => {
    fixture = await createStoreFixture();
    const make = () =>
      createScimStore({
        database: fixture.database,
        clock: { now: () => Date.UTC(2026, 0, 1) },
        random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
        hooks: { asCall: () => "nothing", afterWrite: async () => undefined },
      });
    [here, there] = [make(), make()];
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    caller = newCaller();
    const draft = { attributes: { userName: "jane", title: "0" }, writeOnly: {}, membership: [] };
    ({ resource: user } = await here.create(caller, USER_SHAPE, draft, NO_PARTS));
    await change(here, titled("remembered"));
  });

  const titled =
    (title: string) =>
    (current: StoredResource): ResourceDraft => ({
      attributes: { ...current.attributes, title },
      writeOnly: {},
      membership: [],
    });
  const change = (
    store: ResourceStore,
    edit: (current: StoredResource) => ResourceDraft,
    ifMatch?: readonly number[],
  ) => store.change(caller, USER_SHAPE, user.id, edit, { ...OPTIONS, ifMatch });
  const events = () =>
    fixture.test.asOwner(
      `select version::int, before->>'title' as before, after->>'title' as after
       from event where account_id = '${caller.accountId}' and type = 'User' order by position`,
    );

  it("is one statement: nothing is read before it", async () => {
    const read = vi.spyOn(fixture.database, "read");
    const { resource } = await change(here, titled("1"));
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
    expect(resource).toMatchObject({ version: 3, attributes: { userName: "jane", title: "1" }, groups: [] });
    expect(await here.find(caller, USER_SHAPE, user.id, WITH_GROUPS)).toEqual(resource);
    expect(await events()).toEqual([
      { version: 1, before: null, after: "0" },
      { version: 2, before: "0", after: "remembered" },
      { version: 3, before: "remembered", after: "1" },
    ]);
  });

  it("answers the groups of the moment, and changes members by their group only", async () => {
    const membership = [{ kind: "add" as const, members: [user.id] }];
    const draft = { attributes: { displayName: "Staff" }, writeOnly: {}, membership };
    const { resource: group } = await there.create(caller, GROUP_SHAPE, draft, NO_PARTS);
    const { resource } = await change(here, titled("1"));
    expect(resource.groups).toEqual([{ value: group.id, type: "direct", display: "Staff" }]);
    const again = await here.change(caller, USER_SHAPE, user.id, titled("2"), { ...OPTIONS, include: NO_PARTS });
    expect(again.resource.groups).toBeUndefined();
  });

  it("never undoes what another process wrote meanwhile", async () => {
    await change(there, (current) =>
      titled("theirs")({ ...current, attributes: { ...current.attributes, nickName: "J" } }),
    );
    const { resource } = await change(here, titled("ours"));
    expect(resource).toMatchObject({ version: 4, attributes: { nickName: "J", title: "ours" } });
    expect(await events()).toEqual([
      { version: 1, before: null, after: "0" },
      { version: 2, before: "0", after: "remembered" },
      { version: 3, before: "remembered", after: "theirs" },
      { version: 4, before: "theirs", after: "ours" },
    ]);
  });

  it("is not fooled by a version that was given twice, as after a fail-over that lost a commit", async () => {
    await fixture.test.asOwner(
      `update resource set doc = doc || '{"title": "survived"}', modified_at = modified_at + interval '1 second' where id = '${user.id}'`,
    );
    const { resource } = await change(here, (current) => titled(`${current.attributes["title"]}, then ours`)(current));
    expect(resource.attributes["title"]).toBe("survived, then ours");
  });

  it("loses nothing of what two processes write at the same time", async () => {
    await change(here, titled("0"));
    const count = (current: StoredResource) => titled(String(Number(current.attributes["title"]) + 1))(current);
    await Promise.all(Array.from({ length: CHANGES }, (_, place) => change(place % 2 === 0 ? here : there, count)));
    const found = await there.find(caller, USER_SHAPE, user.id, NO_PARTS);
    expect(found).toMatchObject({ version: CHANGES + 3, attributes: { title: String(CHANGES) } });
  });

  it("is refused, or found to be none, by the state of the database alone", async () => {
    await change(there, titled("theirs"));
    await expect(change(here, titled("ours"), [2])).rejects.toMatchObject({ code: "preconditionFailed" });
    expect((await change(here, titled("theirs"))).changed).toBe(false);
    await change(here, titled("mine"));
    await change(there, titled("yours"));
    const unless = (state: string) => (current: StoredResource) => {
      if (current.attributes["title"] === state) throw new ScimError("invalidValue", "Not in this state.");
      return titled("next")(current);
    };
    expect((await change(here, unless("mine"))).resource).toMatchObject({ version: 6, attributes: { title: "next" } });
    await change(there, titled("last"));
    await expect(change(here, unless("last"))).rejects.toMatchObject({ code: "invalidValue" });
    await there.remove(caller, USER_SHAPE, user.id, { ifMatch: undefined });
    await expect(change(here, titled("late"))).rejects.toMatchObject({ code: "notFound" });
  });
});
