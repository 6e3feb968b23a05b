/** The end of a world: when nothing is due any more, the target equals what the directory wants. */
import type { PersonId } from "@lockstep/ports";
import type { AppUserView, DirectoryView, PushView } from "../directory.ts";
import type { MappedAttribute } from "../mappings.ts";
import type { TargetResource } from "../world/target.ts";
import type { Judge } from "./judge.ts";

/** What the world holds at rest. */
export interface Rest {
  readonly view: DirectoryView;
  readonly users: readonly TargetResource[];
  readonly groups: readonly TargetResource[];
  readonly mappings: readonly MappedAttribute[];
  /** Newest directory password that each person was given while it was to be delivered; empty when none is synced. */
  readonly features: { readonly updateUserAttributes: boolean; readonly deactivateUsers: boolean };
  /** Accounts of others: no person of the directory has them. */
  readonly strangers: ReadonlySet<string>;
  /** The group that an administrator may link: its first members were all of them. */
  readonly chosenGroup: string;
  /** Of them, those that were added to pushed groups meanwhile, by group. */
  readonly foreign: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether they stay there. */
  readonly keepsForeign: boolean;
}

/** Judges all of it. */
export function judgeRest(judge: Judge, rest: Rest): void {
  const { view } = rest;
  if (!view.isSending) judge.say("quiet", "The app still does not send.");
  const accounts = new Map(rest.users.map((account) => [account.id, account]));
  for (const row of view.appUsers) {
    if (row.isDirty || row.isLeased) judge.say("quiet", `App user ${row.id} is still waiting.`);
    else judgeAppUser(judge, rest, { row, accounts });
  }
  for (const row of view.pushes) {
    if (row.isLeased || (row.isDirty && (row.status !== "INACTIVE" || row.removing)))
      judge.say("quiet", `Push group ${row.id} is still waiting.`);
    else judgePush(judge, rest, row);
  }
  judgeStrangers(judge, rest);
}

type Accounts = ReadonlyMap<string, TargetResource>;

function judgeAppUser(
  judge: Judge,
  rest: Rest,
  { row, accounts }: { readonly row: AppUserView; readonly accounts: Accounts },
): void {
  const person = rest.view.people.find(({ id }) => id === row.personId);
  if (person === undefined) return;
  const account = row.externalId === null ? undefined : accounts.get(row.externalId);
  if (!row.assigned) {
    if (account !== undefined && isActive(account) && rest.features.deactivateUsers && row.taskCause === undefined)
      judge.say("unassignedInactive", `${describe(row)} is unassigned and active`);
    return;
  }
  // Suspending sends nothing: what the target holds is what it held before.
  if (person.status === "SUSPENDED" || (!row.provisionRequested && row.externalId === null)) return;
  const userName = String(person.profile["email"]).toLowerCase();
  if (row.taskCause !== undefined) {
    if (!isUserConflict(rest, row, userName))
      judge.say("noNeedlessTask", `${describe(row)} waits for ${row.taskCause}, and nothing is in its way`);
    return;
  }
  if (account === undefined) {
    judge.say("targetEqualsDirectory", `${describe(row)} has no account (${row.externalId})`);
    return;
  }
  if (!isActive(account)) judge.say("targetEqualsDirectory", `${describe(row)} is assigned and inactive`);
  if (!rest.features.updateUserAttributes) return;
  const { attributes } = account;
  if (String(attributes["userName"]).toLowerCase() !== userName)
    judge.say("targetEqualsDirectory", `${describe(row)} is called ${attributes["userName"]} instead of ${userName}`);
  if (attributes["externalId"] !== row.personId)
    judge.say("targetEqualsDirectory", `${describe(row)} has the externalId ${attributes["externalId"]}`);
  for (const { mapping, read, expected } of rest.mappings) {
    const [held, wanted] = [read(attributes), expected(person.profile)];
    if (held !== wanted)
      judge.say(
        "targetEqualsDirectory",
        `${describe(row)} has ${mapping.attribute} ${JSON.stringify(held)} instead of ${JSON.stringify(wanted)}`,
      );
  }
}

/** Whether something really stands in the way: the name belongs to another account, or the account to another person. */
function isUserConflict(rest: Rest, row: AppUserView, userName: string): boolean {
  const isOther = (account: TargetResource) =>
    account.id !== row.externalId && String(account.attributes["userName"]).toLowerCase() === userName;
  if (row.taskCause === "rejected" || row.taskCause === "ambiguousMatch") return rest.users.some(isOther);
  if (row.taskCause !== "userNameTaken") return false;
  return rest.view.appUsers.some((other) => {
    const person = rest.view.people.find(({ id }) => id === other.personId);
    return other.id !== row.id && other.assigned && String(person?.profile["email"]).toLowerCase() === userName;
  });
}

function judgePush(judge: Judge, rest: Rest, row: PushView): void {
  const group = rest.view.groups.find(({ id }) => id === row.groupId);
  if (row.status === "INACTIVE" || row.removing || group === undefined) return;
  const found = rest.groups.find(({ id }) => id === row.externalId);
  if (row.taskCause !== undefined) {
    const isTaken = rest.groups.some(
      ({ id, attributes }) => id !== row.externalId && sameText(attributes["displayName"], group.name),
    );
    const isReason = row.taskCause === "groupNameTaken" ? isTaken : isMemberMissing(rest, row, group.members);
    if (!isReason)
      judge.say("noNeedlessTask", `${describe(row)} waits for ${row.taskCause}, and nothing is in its way`);
    return;
  }
  if (found === undefined) {
    judge.say("targetEqualsDirectory", `${describe(row)} has no group in the target`);
    return;
  }
  if (found.attributes["displayName"] !== group.name)
    judge.say(
      "targetEqualsDirectory",
      `${describe(row)} is called ${found.attributes["displayName"]} instead of ${group.name}`,
    );
  judgeMembers(judge, rest, { row, members: group.members, held: new Set(found.members) });
}

/** A suspended person is not looked at: that the account has vanished shows in the group only. */
function isMemberMissing(rest: Rest, row: PushView, members: readonly PersonId[]): boolean {
  if (row.taskCause !== "memberMissing") return false;
  const accounts = new Set(rest.users.map(({ id }) => id));
  return rest.view.appUsers.some(
    ({ personId, externalId }) => members.includes(personId) && externalId !== null && !accounts.has(externalId),
  );
}

function judgeMembers(
  judge: Judge,
  rest: Rest,
  group: { readonly row: PushView; readonly members: readonly PersonId[]; readonly held: ReadonlySet<string> },
): void {
  const fit = new Set<string>();
  const open = new Set<string>();
  for (const personId of group.members) {
    const appUser = rest.view.appUsers.find((row) => row.personId === personId);
    const person = rest.view.people.find(({ id }) => id === personId);
    if (appUser?.assigned !== true || appUser.externalId === null || person?.status === "STAGED") continue;
    if (person?.status === "SUSPENDED") open.add(appUser.externalId);
    else if (appUser.knownActive === true) fit.add(appUser.externalId);
    // Without a confirmed answer nobody can say.
    else if (appUser.taskCause !== undefined) open.add(appUser.externalId);
  }
  for (const id of fit)
    if (!group.held.has(id)) judge.say("targetEqualsDirectory", `${describe(group.row)} lacks the member ${id}`);
  for (const id of keptMembers(rest, group.row))
    if (!group.held.has(id)) judge.say("unmanagedUntouched", `${describe(group.row)} lost the member ${id} of others`);
  for (const id of group.held) {
    // A stranger stays, or goes when the whole group is set the next time.
    if (fit.has(id) || open.has(id) || rest.strangers.has(id)) continue;
    judge.say("targetEqualsDirectory", `${describe(group.row)} has the member ${id} too many`);
  }
}

/** Members of others that a push leaves where they are. */
function keptMembers(rest: Rest, row: PushView): readonly string[] {
  const { strangers, chosenGroup, foreign, keepsForeign } = rest;
  const { externalId, linkedByChoice } = row;
  if (externalId === null || !(keepsForeign || linkedByChoice)) return [];
  return [...(externalId === chosenGroup ? strangers : []), ...(foreign.get(externalId) ?? [])];
}

/** Accounts that bear a person's id and that no app user knows of: nobody would ever switch them off. */
function judgeStrangers(judge: Judge, rest: Rest): void {
  for (const { id, attributes } of rest.users) {
    const personId = attributes["externalId"];
    const row = rest.view.appUsers.find((appUser) => appUser.personId === personId);
    if (row === undefined || row.externalId === id || row.taskCause !== undefined) continue;
    if (!row.assigned && attributes["active"] === true && rest.features.deactivateUsers)
      judge.say("unassignedInactive", `${describe(row)} has the active account ${id} that it does not know of`);
  }
}

function isActive(account: TargetResource): boolean {
  return account.attributes["active"] === true;
}

function sameText(left: unknown, right: string): boolean {
  return typeof left === "string" && left.toLowerCase() === right.toLowerCase();
}

function describe(row: { readonly id: string }): string {
  return row.id;
}
