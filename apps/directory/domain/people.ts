/** People: create, read, change. Their status moves in person-lifecycle.ts, their passwords in person-password.ts. */
import { violationOf } from "@lockstep/database";
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { markPeopleDirty, markPushGroupsDirty, reconcileAssignments } from "./dirty.ts";
import { DirectoryError, invalid, invalidField, notFound } from "./error.ts";
import { createId } from "./ids.ts";
import { checkPassword, hashPassword } from "./password.ts";
import { deliverPassword } from "./person-password.ts";
import { lockPerson, type PersonRow, personTarget, requirePerson } from "./person-row.ts";
import { readProfile } from "./profile.ts";
import { writeEvent } from "./system-log.ts";
import type { Profile } from "./tables.ts";

/** The group that everyone is in. */
export const EVERYONE_GROUP_ID = "00gEveryone000000000" as GroupId;

/** Okta: at most 20 groups with a create. */
const GROUPS_PER_CREATE_MAX = 20;

/** A person to be created. */
export interface NewPerson {
  readonly profile: Readonly<Record<string, unknown>>;
  readonly activate: boolean;
  readonly password?: string | undefined;
  /** The password counts as expired at once. */
  readonly mustChangePassword?: boolean | undefined;
  readonly groupIds?: readonly GroupId[] | undefined;
  readonly source: "console" | "api" | "csv" | "import";
}

/** Creates a person. E0000001 with a cause per problem, also for a login that is taken in another letter case. */
export async function createPerson(act: Act, input: NewPerson): Promise<PersonRow> {
  const profile = requireProfile(input.profile);
  const passwordHash = await hashNewPassword(input.password, profile);
  return await refusingTakenLogin(() =>
    act.database.transaction((trx) => insertPerson(trx, act, { ...input, profile, passwordHash })),
  );
}

/** As `createPerson`, inside a transaction and with a profile that is already checked: for imports. The caller maps a taken login. */
export async function insertPerson(
  trx: Trx,
  act: Act,
  input: Omit<NewPerson, "profile"> & { readonly profile: Profile; readonly passwordHash?: string | undefined },
): Promise<PersonRow> {
  const id = createId(act.random, "person");
  const groupIds = await requireGroups(trx, input.groupIds ?? []);
  const status = firstStatus(input);
  await sql`
    insert into person (id, status, profile, source, password_hash, password_changed_at, activated_at, status_changed_at)
    values (${id}, ${status}, ${JSON.stringify(input.profile)}::jsonb, ${input.source}, ${input.passwordHash ?? null},
      case when ${input.passwordHash !== undefined} then now() end, case when ${status !== "STAGED"} then now() end,
      case when ${status !== "STAGED"} then now() end)`.execute(trx);
  await joinGroups(trx, act, { personId: id, groupIds: [EVERYONE_GROUP_ID, ...groupIds] });
  const target = personTarget(id, input.profile);
  await writeEvent(
    trx,
    eventOf(act, { eventType: "user.lifecycle.create", displayMessage: "Create user", targets: [target] }),
  );
  if (status !== "STAGED") {
    await writeEvent(
      trx,
      eventOf(act, { eventType: "user.lifecycle.activate", displayMessage: "Activate user", targets: [target] }),
    );
  }
  if (input.password !== undefined) await deliverPassword(trx, act, { personId: id, password: input.password });
  await reconcileAssignments(trx, { personIds: [id], actor: act.actor, now: new Date(act.clock.now()) });
  return await requirePerson(trx, id);
}

/** Okta's table of statuses after a create (okta-management-api §6.4). */
function firstStatus(input: Pick<NewPerson, "activate" | "password" | "mustChangePassword">): PersonStatus {
  if (!input.activate) return "STAGED";
  if (input.password === undefined) return "PROVISIONED";
  return input.mustChangePassword === true ? "PASSWORD_EXPIRED" : "ACTIVE";
}

async function requireGroups(trx: Trx, groupIds: readonly GroupId[]): Promise<readonly GroupId[]> {
  const wanted = [...new Set(groupIds)].filter((id) => id !== EVERYONE_GROUP_ID);
  if (wanted.length > GROUPS_PER_CREATE_MAX) {
    throw new DirectoryError("E0000093", {
      causes: [
        `groupIds: At most ${GROUPS_PER_CREATE_MAX} groups can be given; add the person to the others afterwards.`,
      ],
    });
  }
  if (wanted.length === 0) return [];
  const found = await trx.selectFrom("person_group").select(["id", "type"]).where("id", "in", wanted).execute();
  for (const id of wanted) {
    const group = found.find((candidate) => candidate.id === id);
    if (group === undefined) throw notFound(id, "UserGroup");
    if (group.type !== "OKTA_GROUP")
      throw invalidField("groupIds", `The members of group ${id} are not managed by hand`);
  }
  return wanted;
}

async function joinGroups(
  trx: Trx,
  act: Act,
  ids: { readonly personId: PersonId; readonly groupIds: readonly GroupId[] },
): Promise<void> {
  const { personId, groupIds } = ids;
  await sql`
    insert into group_member (group_id, person_id) select unnest(${groupIds}::text[]), ${personId} on conflict do nothing`.execute(
    trx,
  );
  await sql`update person_group set last_membership_updated_at = now() where id = any(${groupIds}::text[])`.execute(
    trx,
  );
  await markPushGroupsDirty(trx, groupIds, new Date(act.clock.now()));
}

/** A change of a person: attributes that are not given stay (`partial`) or are cleared. */
export interface PersonChange {
  readonly profile?: Readonly<Record<string, unknown>> | undefined;
  readonly password?: string | undefined;
  readonly partial: boolean;
  /** Entity tag that must still be current (`If-Match`). */
  readonly version?: string | undefined;
}

/** Changes a person's profile and password. Nothing is marked when nothing changes. */
export async function updatePerson(act: Act, id: PersonId, change: PersonChange): Promise<PersonRow> {
  const before = await requirePerson(act.database.kysely, id);
  const login =
    typeof change.profile?.["login"] === "string" ? change.profile["login"] : (before.profile["login"] ?? "");
  const passwordHash = await hashNewPassword(change.password, { login });
  return await refusingTakenLogin(() =>
    act.database.transaction(async (trx) => {
      const current = await lockPerson(trx, id);
      if (change.version !== undefined && change.version !== current.version) {
        throw new DirectoryError("E0000231", {
          causes: ["The person was changed meanwhile: read it again and repeat the change."],
        });
      }
      if (current.status === "DEPROVISIONED") {
        throw new DirectoryError("E0000038", {
          causes: ["A deactivated person cannot be changed: activate the person first."],
        });
      }
      if (change.profile !== undefined) await storeProfile(trx, act, { current, change });
      if (change.password !== undefined && passwordHash !== undefined) {
        await deliverPassword(trx, act, { personId: id, password: change.password, hash: passwordHash });
      }
      return await requirePerson(trx, id);
    }),
  );
}

async function storeProfile(
  trx: Trx,
  act: Act,
  step: { readonly current: PersonRow; readonly change: PersonChange },
): Promise<void> {
  const { current, change } = step;
  const profile = requireProfile(change.profile ?? {}, change.partial ? current.profile : undefined);
  const changed = changedAttributes(current.profile, profile);
  if (changed.length === 0) return;
  await sql`
    update person set profile = ${JSON.stringify(profile)}::jsonb, last_updated_at = now() where id = ${current.id}`.execute(
    trx,
  );
  await markPeopleDirty(trx, [current.id], new Date(act.clock.now()));
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "user.account.update_profile",
      displayMessage: "Update user profile",
      targets: [personTarget(current.id, profile)],
      debug: { changedAttributes: changed.join(",") },
    }),
  );
}

/** Names of the attributes whose values differ. */
export function changedAttributes(before: Profile, after: Profile): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]);
}

/** A checked profile; E0000001 with every problem otherwise. */
export function requireProfile(input: Readonly<Record<string, unknown>>, current?: Profile): Profile {
  const result = readProfile(input, current);
  if (result.ok) return result.profile;
  const causes = result.problems.map((problem) => `${problem.attribute}: ${problem.message}`);
  throw invalid(result.problems[0]?.attribute ?? "profile", causes);
}

async function hashNewPassword(password: string | undefined, profile: Profile): Promise<string | undefined> {
  if (password === undefined) return undefined;
  const problem = checkPassword(password, profile["login"] ?? "");
  if (problem !== undefined) throw invalidField("password", problem);
  return await hashPassword(password);
}

/** Runs `work`; a login that another person has (letter case ignored) becomes Okta's validation error. */
export async function refusingTakenLogin<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (violationOf(error)?.constraint !== "person_login_unique") throw error;
    throw new DirectoryError("E0000001", {
      summary: "Api validation failed: login",
      causes: ["login: An object with this field already exists in the current organization"],
      cause: error,
    });
  }
}
