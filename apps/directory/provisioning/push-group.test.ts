import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unassignPerson } from "../domain/app-users.ts";
import { updateApp } from "../domain/apps.ts";
import { addMember, removeMember, updateGroup } from "../domain/groups.ts";
import { deletePushMapping, pushNow, setPushStatus } from "../domain/push-mappings.ts";
import { retryTask } from "../domain/tasks.ts";
import { updateDriftSettings } from "./drift/drift-settings.ts";
import {
  assign,
  connectedApp,
  createWorld,
  events,
  group,
  person,
  push,
  pushGroupRow,
  tasks,
  type World,
} from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.end();
});

function memberNames(name: string): readonly string[] {
  const members = (world.target.group(name)?.["members"] ?? []) as readonly { readonly value: string }[];
  const users = world.target.users();
  return members.map(({ value }) => String(users.find((user) => user["id"] === value)?.["userName"])).toSorted();
}

async function leftOut() {
  return await world.database.kysely.selectFrom("push_group_left_out").select(["person_id", "reason"]).execute();
}

describe("a pushed group", () => {
  it("follows its members, names who is left out, and takes them in by itself once they have an account", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const john = await person(world, "John Roe");
    const finance = await group(world, "Finance", jane, john);
    await world.worker();
    await assign(world, appId, jane);
    const id = await push(world, appId, finance);
    await world.settled();
    expect(memberNames("Finance")).toEqual(["jane.doe@example.com"]);
    expect(await leftOut()).toEqual([{ person_id: john, reason: "Not assigned to the app." }]);
    expect(await pushGroupRow(world, id)).toMatchObject({
      status: "ACTIVE",
      known_display_name: "Finance",
      members_known: true,
    });

    await assign(world, appId, john);
    await world.settled();
    expect(memberNames("Finance")).toEqual(["jane.doe@example.com", "john.roe@example.com"]);
    expect(await leftOut()).toEqual([]);

    await removeMember(world.act, finance, jane);
    await world.settled();
    expect(memberNames("Finance")).toEqual(["john.roe@example.com"]);
    expect(await world.database.kysely.selectFrom("push_group_member").selectAll().execute()).toHaveLength(1);
    expect(await events(world, "application.provision.group_push.")).toContain("pushed SUCCESS");
  });

  it("is pushed once, after its members, when everybody is new", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const people = [];
    for (let index = 1; index <= 12; index += 1) people.push(await person(world, `Person${index} Test`));
    const all = await group(world, "All", ...people);
    await assign(world, appId, ...people);
    await push(world, appId, all);
    await world.worker();
    await world.settled();
    expect(memberNames("All")).toHaveLength(12);
    expect(world.target.writes().filter((request) => request.path.startsWith("/Groups")).length).toBeLessThanOrEqual(2);
  });

  it("loses a member whose account was deactivated, after the deactivation", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const finance = await group(world, "Finance", jane);
    await world.worker();
    await assign(world, appId, jane);
    await push(world, appId, finance);
    await world.settled();
    world.target.forget();
    await unassignPerson(world.act, { appId, personId: jane });
    await world.settled();
    expect(memberNames("Finance")).toEqual([]);
    const [first, second] = world.target.writes();
    expect(first?.path).toMatch(/^\/Users\//);
    expect(second?.path).toMatch(/^\/Groups\//);
  });

  it("is renamed with its source", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const finance = await group(world, "Finance", jane);
    await world.worker();
    await assign(world, appId, jane);
    await push(world, appId, finance);
    await world.settled();
    await updateGroup(world.act, finance, { name: "Money" });
    await world.settled();
    expect(world.target.groups()).toHaveLength(1);
    expect(memberNames("Money")).toEqual(["jane.doe@example.com"]);
  });

  it("becomes inactive when it is renamed while names in the app are not to change", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const finance = await group(world, "Finance");
    await world.worker();
    const id = await push(world, appId, finance);
    await world.settled();
    await updateApp(world.act, appId, { renameAppGroups: false });
    await updateGroup(world.act, finance, { name: "Money" });
    await world.settled();
    expect(world.target.group("Finance")).toBeDefined();
    expect(await pushGroupRow(world, id)).toMatchObject({ status: "INACTIVE" });
    expect(await events(world, "application.provision.group_push.")).toContain(
      "mapping.deactivated.source.group.renamed SUCCESS",
    );
  });

  it("never takes over a group of the same name: a task names the clash, nothing is linked", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const theirs = world.target.put("Groups", { displayName: "finance" });
    const finance = await group(world, "Finance", jane);
    await world.worker();
    await assign(world, appId, jane);
    const id = await push(world, appId, finance);
    await world.settled();
    expect(await pushGroupRow(world, id)).toMatchObject({ status: "ERROR", external_id: null });
    const [task] = await tasks(world);
    expect(task).toMatchObject({
      cause: "groupNameTaken",
      push_group_id: id,
      summary: "Unable to push group Finance to app Declaree",
      next_attempt_at: null,
    });
    expect(world.target.groups()).toEqual([{ displayName: "finance", id: theirs }]);

    world.target.remove("Groups", theirs);
    await retryTask(world.act, task?.id ?? "");
    await world.settled();
    expect(memberNames("Finance")).toEqual(["jane.doe@example.com"]);
    expect(await tasks(world)).toEqual([]);
  });

  it("sends nothing when nothing changed, and on Push Now what differs or, where no members of others stay, all", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const finance = await group(world, "Finance", jane);
    await world.worker();
    await assign(world, appId, jane);
    const id = await push(world, appId, finance);
    await world.settled();
    world.target.forget();
    await world.database.kysely.updateTable("push_group").set({ dirty_version: 99 }).execute();
    const worker = await world.worker();
    worker.wake();
    await world.settled();
    expect(world.target.writes()).toEqual([]);
    await pushNow(world.act, { appId, id });
    await world.settled();
    expect(world.target.requests.map(({ method }) => method)).toEqual(["GET"]);
    await updateDriftSettings(world.act, appId, { foreignMembers: "REMOVE" });
    await pushNow(world.act, { appId, id });
    await world.settled();
    expect(world.target.writes()).toHaveLength(1);
    expect(memberNames("Finance")).toEqual(["jane.doe@example.com"]);
  });

  it("sends nothing while inactive, and everything once it is active again", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const finance = await group(world, "Finance");
    await world.worker();
    await assign(world, appId, jane);
    const id = await push(world, appId, finance);
    await world.settled();
    await setPushStatus(world.act, { appId, id }, "INACTIVE");
    world.target.forget();
    await addMember(world.act, finance, jane);
    await world.settled();
    expect(world.target.requests).toEqual([]);
    await setPushStatus(world.act, { appId, id }, "ACTIVE");
    await world.settled();
    expect(memberNames("Finance")).toEqual(["jane.doe@example.com"]);
  });

  it("is deleted in the app when it is unlinked so", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const finance = await group(world, "Finance");
    await world.worker();
    const id = await push(world, appId, finance);
    await world.settled();
    await setPushStatus(world.act, { appId, id }, "INACTIVE");
    await deletePushMapping(world.act, { appId, id }, { deleteTargetGroup: true });
    await world.settled();
    expect(world.target.groups()).toEqual([]);
    expect(await world.database.kysely.selectFrom("push_group").selectAll().execute()).toEqual([]);
  });
});
