/** People: create, read, change. Their status moves in person-lifecycle.ts, their passwords in person-password.ts. */
import { violationOf } from "@lockstep/database";
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { markDependants } from "./dependants.ts";
import { markMembersDirty, markPeopleDirty, reconcileAssignments } from "./dirty.ts";
import { DirectoryError, invalid, invalidField, notFound } from "./error.ts";
import { followRules } from "./follow-rules.ts";
import { applyGroupRules } from "./group-rules/apply-rules.ts";
import { createId } from "./ids.ts";
import { lockForPeopleChange } from "./people-lock.ts";
import { deliverPassword, hashNewPassword } from "./person-password.ts";
import { hashAnswer, type RecoveryQuestion, requireQuestion } from "./person-recovery.ts";
import { lockPerson, type PersonRow, personTarget, requirePerson } from "./person-row.ts";
import { refuseSourced } from "./person-sources.ts";
import { changedAttributes, type ProfileReading, profileText, readProfile } from "./profile.ts";
import type { ProfileSchema } from "./profile-schema/attribute.ts";
import { loadProfileSchema } from "./profile-schema/load-schema.ts";
import { claimUniqueValues } from "./profile-schema/unique-values.ts";
import { writeEvent } from "./system-log.ts";
import type { Profile } from "./tables.ts";

/** The group that everyone is in. */
export const EVERYONE_GROUP_ID = "00gEveryone000000000" as GroupId;

/** Okta: at most 20 groups with a create. */
const GROUPS_PER_CREATE_MAX = 20;

/** Who verifies the person. FEDERATION and SOCIAL: somebody else, and there is no password here. */
export interface Provider {
  readonly type: "OKTA" | "FEDERATION" | "SOCIAL";
  readonly name: string;
}

/** A person to be created. */
export interface NewPerson {
  readonly profile: Readonly<Record<string, unknown>>;
  readonly activate: boolean;
  readonly password?: string | undefined;
  /** The password counts as expired at once. */
  readonly mustChangePassword?: boolean | undefined;
  readonly recovery?: RecoveryQuestion | undefined;
  readonly provider?: Provider | undefined;
  readonly groupIds?: readonly GroupId[] | undefined;
  readonly source: "console" | "api" | "csv" | "import" | "scim";
}

/** Creates a person. E0000001 with a cause per problem, also for a login that is taken in another letter case. */
export async function createPerson(act: Act, input: NewPerson): Promise<PersonRow> {
  // Judged before the transaction, since hashing takes long, and again inside, where the schema cannot change any more.
  const schema = await loadProfileSchema(act.database.kysely);
  const judged = requireProfile(schema, input.profile, { isNew: true });
  const passwordHash = await hashNewPassword(act, input.password, { profile: judged });
  const recovery = await hashRecovery(input.recovery);
  return await refusingTakenLogin(() =>
    act.database.transaction(async (trx) => {
      await lockForPeopleChange(trx);
      const profile = requireProfile(await loadProfileSchema(trx), input.profile, { isNew: true });
      return await insertPerson(trx, act, { ...input, profile, passwordHash, recoveryHash: recovery });
    }),
  );
}

async function hashRecovery(recovery: RecoveryQuestion | undefined): Promise<string | undefined> {
  return recovery === undefined ? undefined : await hashAnswer(requireQuestion(recovery).answer);
}

/** A person whose profile and password are checked and hashed. */
export interface CheckedPerson extends Omit<NewPerson, "profile"> {
  readonly profile: Profile;
  readonly passwordHash?: string | undefined;
  readonly recoveryHash?: string | undefined;
}

/** As `createPerson`, inside a transaction that holds `lockForPeopleChange`, with a checked profile: for imports. The caller maps a taken login. */
export async function insertPerson(trx: Trx, act: Act, input: CheckedPerson): Promise<PersonRow> {
  const id = createId(act.random, "person");
  const groupIds = await requireGroups(trx, input.groupIds ?? []);
  const status = firstStatus(input);
  const provider = input.provider ?? { type: "OKTA", name: "OKTA" };
  await sql`
    insert into person (id, status, profile, source, password_hash, password_changed_at, activated_at, status_changed_at,
      provider_type, provider_name, recovery_question, recovery_answer_hash)
    values (${id}, ${status}, ${JSON.stringify(input.profile)}::jsonb, ${input.source}, ${input.passwordHash ?? null},
      case when ${input.passwordHash !== undefined} then now() end, case when ${status !== "STAGED"} then now() end,
      case when ${status !== "STAGED"} then now() end, ${provider.type}, ${provider.name},
      ${input.recovery?.question ?? null}, ${input.recoveryHash ?? null})`.execute(trx);
  await claimUniqueValues(trx, [id]);
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
  await applyGroupRules(trx, act, [id]);
  const now = new Date(act.clock.now());
  await reconcileAssignments(trx, { personIds: [id], actor: act.actor, traceId: act.traceId, now });
  await markDependants(trx, { personIds: [id], change: "NAMES", now });
  return await requirePerson(trx, id);
}

/** Okta's table of statuses after a create (okta-management-api §6.4). */
function firstStatus(
  input: Pick<NewPerson, "activate" | "password" | "mustChangePassword" | "provider">,
): PersonStatus {
  if (!input.activate) return "STAGED";
  if (input.provider !== undefined && input.provider.type !== "OKTA") return "ACTIVE";
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
  const members = groupIds.map((groupId) => ({ groupId, personId }));
  await markMembersDirty(trx, members, new Date(act.clock.now()));
}

/** A change of a person: attributes that are not given stay (`partial`) or are cleared. */
export interface PersonChange {
  readonly profile?: Readonly<Record<string, unknown>> | undefined;
  readonly password?: string | undefined;
  readonly recovery?: RecoveryQuestion | undefined;
  readonly partial: boolean;
  /** Hold a password also against the policy's minimum age and history. */
  readonly isStrict?: boolean | undefined;
  /** Entity tag that must still be current (`If-Match`). */
  readonly version?: string | undefined;
}

/** Changes a person's profile and credentials. Nothing is marked when nothing changes. */
export async function updatePerson(act: Act, id: PersonId, change: PersonChange): Promise<PersonRow> {
  const before = await requirePerson(act.database.kysely, id);
  assertOwnCredentials(before, change);
  const passwordHash = await hashNewPassword(act, change.password, {
    profile: withNames(before.profile, change.profile),
    ...(change.isStrict === true ? { personId: id, minimumAge: true } : {}),
  });
  const recoveryHash = await hashRecovery(change.recovery);
  return await refusingTakenLogin(() =>
    act.database.transaction(async (trx) => {
      await lockForPeopleChange(trx);
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
      if (change.recovery !== undefined) await storeQuestion(trx, id, { ...change.recovery, hash: recoveryHash });
      if (change.password !== undefined && passwordHash !== undefined) {
        await deliverPassword(trx, act, { personId: id, password: change.password, hash: passwordHash });
      }
      return await requirePerson(trx, id);
    }),
  );
}

/** Who is verified elsewhere has neither a password nor a question here. */
function assertOwnCredentials(person: PersonRow, change: Pick<PersonChange, "password" | "recovery">): void {
  if (person.provider_type === "OKTA" || (change.password === undefined && change.recovery === undefined)) return;
  throw invalidField(
    change.password === undefined ? "recovery_question" : "password",
    `Cannot be set: the credentials of this person are kept by the provider ${person.provider_name}`,
  );
}

/** The names that a new password must not contain: those of after the change. */
function withNames(profile: Profile, change: Readonly<Record<string, unknown>> | undefined): Profile {
  const given = ["login", "firstName", "lastName"].flatMap((name) => {
    const value = change?.[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return { ...profile, ...Object.fromEntries(given) };
}

async function storeQuestion(
  trx: Trx,
  id: PersonId,
  recovery: { readonly question: string; readonly hash: string | undefined },
): Promise<void> {
  await sql`
    update person set recovery_question = ${recovery.question}, recovery_answer_hash = ${recovery.hash ?? null},
      last_updated_at = now() where id = ${id}`.execute(trx);
}

async function storeProfile(
  trx: Trx,
  act: Act,
  step: { readonly current: PersonRow; readonly change: PersonChange },
): Promise<void> {
  const { current, change } = step;
  const reading = change.partial ? { current: current.profile } : {};
  const profile = requireProfile(await loadProfileSchema(trx), change.profile ?? {}, reading);
  const changed = changedAttributes(current.profile, profile);
  if (changed.length === 0) return;
  await refuseSourced(trx, current.id, changed);
  await sql`
    update person set profile = ${JSON.stringify(profile)}::jsonb, last_updated_at = now() where id = ${current.id}`.execute(
    trx,
  );
  await claimUniqueValues(trx, [current.id]);
  const now = new Date(act.clock.now());
  await markPeopleDirty(trx, [current.id], now);
  await markDependants(trx, {
    personIds: [current.id],
    ...(changed.includes("login")
      ? { change: "NAMES", formerLogins: [profileText(current.profile, "login")] }
      : { change: "PROFILE" }),
    now,
  });
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "user.account.update_profile",
      displayMessage: "Update user profile",
      targets: [personTarget(current.id, profile)],
      debug: { changedAttributes: changed.join(",") },
    }),
  );
  await followRules(trx, act, current.id);
}

/** A checked profile; E0000001 with every problem otherwise. */
function requireProfile(
  schema: ProfileSchema,
  input: Readonly<Record<string, unknown>>,
  reading: ProfileReading,
): Profile {
  const result = readProfile(schema, input, reading);
  if (result.ok) return result.profile;
  const causes = result.problems.map((problem) => `${problem.attribute}: ${problem.message}`);
  throw invalid(result.problems[0]?.attribute ?? "profile", causes);
}

const LOGIN_CONSTRAINTS = ["person_login_unique", "person_login_folded_unique"];

/** Runs `work`; a login that another person has (letter case and diacritics ignored) becomes Okta's validation error. */
export async function refusingTakenLogin<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!LOGIN_CONSTRAINTS.includes(violationOf(error)?.constraint ?? "")) throw error;
    throw new DirectoryError("E0000001", {
      summary: "Api validation failed: login",
      causes: ["login: An object with this field already exists in the current organization"],
      cause: error,
    });
  }
}
