/** What the target does with groups: verbs, shapes of membership, and how many members one PATCH may carry. */
import { GROUP_URN, isJsonObject, type JsonObject } from "@lockstep/scim";
import { describeAnswer } from "../answer-words.ts";
import type { GroupFilterName, GroupTraits } from "./passport.ts";
import { isSuccess, type Probe, type TestResource } from "./probe.ts";
import { patchTakes, putTakes, type TestUser } from "./test-user.ts";

/** A group that was made. */
interface TestGroup {
  readonly id: string;
  readonly path: string;
  readonly resource: TestResource;
}

/** Requests that close in on the size between the last that was accepted and the first that was refused. */
const BISECTIONS_MAX = 7;

/** Everything about groups; null where there are none. `users` are the members: as many as a PATCH is tried with. */
export async function measureGroups(
  probe: Probe,
  users: readonly TestUser[],
): Promise<{ readonly group: GroupTraits | null; readonly filters: Record<GroupFilterName, boolean> }> {
  const none = { group: null, filters: { "Group displayName": false, "Group externalId": false } };
  const listed = await probe.send({ method: "GET", path: "/Groups?startIndex=1&count=1" });
  if (!isSuccess(listed)) {
    probe.notes.push(`Groups were not measured. ${describeAnswer(listed)}`);
    return none;
  }
  const group = await makeGroup(probe);
  if (group === undefined) return none;
  const filters = {
    "Group displayName": await finds(probe, group, "displayName", group.resource.name),
    "Group externalId": await finds(probe, group, "externalId", group.resource.externalId),
  };
  return { group: await measureGroup(probe, group, users), filters };
}

async function makeGroup(probe: Probe): Promise<TestGroup | undefined> {
  const resource = probe.invent("Groups");
  const body = { schemas: [GROUP_URN], displayName: resource.name, externalId: resource.externalId };
  const { answer, id } = await probe.create(resource, body);
  if (id !== undefined) return { id, path: `/Groups/${encodeURIComponent(id)}`, resource };
  probe.notes.push(`The application made no test group. ${describeAnswer(answer)}`);
  return undefined;
}

async function finds(probe: Probe, group: TestGroup, attribute: string, value: string): Promise<boolean> {
  const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
  const page = await probe.list(`/Groups?filter=${filter}&startIndex=1&count=100`);
  return page?.resources.length === 1 && page.resources[0]?.["id"] === group.id;
}

async function measureGroup(probe: Probe, group: TestGroup, users: readonly TestUser[]): Promise<GroupTraits> {
  const { path, id, resource } = group;
  const [first, second, third] = users.map((user) => user.id);
  const takes = (operation: JsonObject, holds: (after: JsonObject) => boolean) =>
    patchTakes(probe, path, operation, holds);
  const isCalled = (displayName: string) => (after: JsonObject) => after["displayName"] === displayName;
  const names = [1, 2, 3].map((count) => `${resource.name} ${count}`);
  const renamePath = await takes(
    { op: "replace", path: "displayName", value: names[0] ?? "" },
    isCalled(names[0] ?? ""),
  );
  const renamePathless = await takes(
    { op: "replace", value: { id, displayName: names[1] ?? "" } },
    isCalled(names[1] ?? ""),
  );
  const put = await putTakes(probe, path, { displayName: names[2] ?? "" }, isCalled(names[2] ?? ""));
  const { addMembers, membersReturned } = await measureAddition(probe, path, [first, second, third]);
  const without = (gone: string | undefined) => (after: JsonObject) =>
    !membersReturned || !membersOf(after).includes(gone ?? "");
  const removeByFilter = await takes({ op: "remove", path: `members[value eq "${first}"]` }, without(first));
  const removeByValue = await takes(
    { op: "remove", path: "members", value: [toMember(second)] },
    (after) => without(second)(after) && (!membersReturned || membersOf(after).includes(third ?? "")),
  );
  const replaceMembers = await takes(
    { op: "replace", path: "members", value: [toMember(first)] },
    (after) => !membersReturned || (membersOf(after).length === 1 && hasMembers(after, first)),
  );
  const chunk = addMembers ? await measureChunk(probe, users) : { chunkAccepted: 0, chunkRefused: null };
  return {
    put,
    renamePath,
    renamePathless,
    addMembers,
    removeByFilter,
    removeByValue,
    replaceMembers,
    membersReturned,
    ...chunk,
  };
}

/** Whether PATCH adds members. A group that shows none may hide them, or have none: then PUT sets them, and it is looked again. */
async function measureAddition(
  probe: Probe,
  path: string,
  members: readonly (string | undefined)[],
): Promise<Pick<GroupTraits, "addMembers" | "membersReturned">> {
  const operation = { op: "add", path: "members", value: members.map(toMember) };
  const isTaken = await patchTakes(probe, path, operation, () => true);
  const after = (await probe.read(path)) ?? {};
  if (membersOf(after).length > 0)
    return { addMembers: isTaken && hasMembers(after, ...members), membersReturned: true };
  const isShown = (group: JsonObject) => membersOf(group).length > 0;
  const membersReturned = await putTakes(probe, path, { members: members.map(toMember) }, isShown);
  return { addMembers: isTaken && !membersReturned, membersReturned };
}

/** Doubles the number of members until one PATCH is refused or there are no more users, then closes in on the limit. */
async function measureChunk(
  probe: Probe,
  users: readonly TestUser[],
): Promise<Pick<GroupTraits, "chunkAccepted" | "chunkRefused">> {
  let accepted = 0;
  let refused: number | null = null;
  for (let size = 1; refused === null && accepted < users.length; size = Math.min(size * 2, users.length)) {
    if (await takesMembers(probe, users.slice(0, size))) accepted = size;
    else refused = size;
  }
  for (let step = 0; step < BISECTIONS_MAX && refused !== null && refused - accepted > 1; step += 1) {
    const size = Math.floor((accepted + refused) / 2);
    if (await takesMembers(probe, users.slice(0, size))) accepted = size;
    else refused = size;
  }
  return { chunkAccepted: accepted, chunkRefused: refused };
}

/** Whether an empty group takes all of them in one PATCH. */
async function takesMembers(probe: Probe, users: readonly TestUser[]): Promise<boolean> {
  const group = await makeGroup(probe);
  if (group === undefined) return false;
  const operation = { op: "add", path: "members", value: users.map(({ id }) => toMember(id)) };
  return await patchTakes(
    probe,
    group.path,
    operation,
    (after) => isHidden(after) || membersOf(after).length === users.length,
  );
}

function toMember(value: string | undefined): JsonObject {
  return { value: value ?? "" };
}

/** Interop (AWS): members may be changed and are never returned. */
function isHidden(group: JsonObject): boolean {
  return !Array.isArray(group["members"]);
}

function membersOf(group: JsonObject): readonly unknown[] {
  const members = Array.isArray(group["members"]) ? group["members"] : [];
  return members.filter(isJsonObject).map((member) => member["value"]);
}

function hasMembers(group: JsonObject, ...values: readonly (string | undefined)[]): boolean {
  const members = membersOf(group);
  return values.every((value) => members.includes(value));
}
