/**
 * Lifecycle sourcing (okta-client §1.4, §3.5): what becomes of a person whose account is gone from an app or inactive in it, and of one
 * whose account is active again. Only the first source of a person, by the priority of the apps, decides about the person.
 */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { PersonStatus } from "../../contract.ts";
import type { Deps } from "../../deps.ts";
import { markAccountReaders } from "../../domain/account-readers.ts";
import { type Act, actInside, type Trx } from "../../domain/act.ts";
import { markAppUsers, markPushGroupsOfPeopleDirty, recordChanges } from "../../domain/dirty.ts";
import { destinationOf, type MovedPerson } from "../../domain/lifecycle-table.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { movePerson } from "../../domain/person-lifecycle.ts";
import { IS_PROTECTED } from "../../domain/protection.ts";
import { SYSTEM_ACTOR } from "../../domain/system-log.ts";
import { storeResults } from "./import-results.ts";

/** A linked account that left. `absent`: not in the app any more, which the caller has verified. `inactive`: there, with `active` false. */
export interface Departure {
  readonly appUserId: string;
  readonly personId: PersonId;
  readonly externalId: string;
  readonly cause: "absent" | "inactive";
}

/** What became of one departure: the app user was unassigned, else its person was switched off, else nothing was taken away. */
export interface DepartureEnd {
  readonly appUserId: string;
  readonly state: "REMOVED" | "DEACTIVATED" | "SUSPENDED" | "KEPT";
  readonly reason: string;
}

/** Departures of one run. */
export interface DepartureInput {
  readonly appId: AppId;
  readonly runId: string;
  readonly accounts: readonly Departure[];
}

/**
 * Applies departures in the caller's transaction: gone accounts are unassigned without a request to the app, people are deactivated or
 * suspended as the app's setting says. Writes the run's result rows; of a preview nothing else. The caller counts in the run.
 * Every departure has its end, in their order; one whose app user has another account by now is kept. Call it in portions of some hundreds.
 */
export async function applyDepartures(trx: Trx, deps: Deps, input: DepartureInput): Promise<readonly DepartureEnd[]> {
  await lockForPeopleChange(trx);
  const leaving = await loadLeaving(trx, input);
  const decided = leaving.map((one) => ({ one, decision: decideDeparture(one) }));
  const isPreview = leaving[0]?.isPreview === true;
  const gone = decided.filter(({ decision }) => decision.isRemoved).map(({ one }) => one.appUserId);
  if (!isPreview) {
    const act: Act = actInside({ ...deps, actor: SYSTEM_ACTOR }, trx);
    for (const { one, decision } of decided)
      if (decision.move !== undefined) await movePerson(act, one.personId, decision.move);
    const now = new Date(deps.clock.now());
    const left = decided.filter(({ decision }) => decision.isRemoved).map(({ one }) => one.personId);
    await markAccountReaders(trx, { appId: input.appId, personIds: left, now });
    await forgetAccounts(trx, gone, now);
    const kept = decided.filter(({ one, decision }) => one.cause === "absent" && !decision.isRemoved);
    await lookAgain(
      trx,
      deps,
      kept.map(({ one }) => one.appUserId),
    );
    await rememberInactive(
      trx,
      deps,
      decided.filter(({ one }) => one.cause === "inactive").map(({ one }) => one),
    );
  }
  await storeResults(
    trx,
    input.runId,
    decided
      .filter(({ one, decision }) => one.cause === "absent" || decision.move !== undefined || decision.isHeldBack)
      .map(({ one, decision }) => ({
        externalId: one.externalId,
        userName: one.userName,
        outcome: decision.isRemoved
          ? ("REMOVED" as const)
          : decision.move === undefined
            ? ("SKIPPED" as const)
            : ("UPDATED" as const),
        personId: one.personId,
        reason: decision.reason,
        changes: decision.move === undefined ? [] : ["status"],
      })),
  );
  const ends = new Map(decided.map(({ one, decision }) => [one.appUserId, endOf(one, decision)]));
  return input.accounts.map(({ appUserId }) => ends.get(appUserId) ?? { appUserId, state: "KEPT", reason: CHANGED });
}

const CHANGED = "The person has another account in the app by now.";

function endOf({ appUserId }: Leaving, { isRemoved, move, reason }: DepartureDecision): DepartureEnd {
  const state = isRemoved
    ? "REMOVED"
    : move === undefined
      ? "KEPT"
      : move === "deactivate"
        ? "DEACTIVATED"
        : "SUSPENDED";
  return { appUserId, state, reason };
}

/** A departing account with all that decides about it. */
interface Leaving extends MovedPerson {
  readonly appUserId: string;
  readonly personId: PersonId;
  readonly externalId: string;
  readonly userName: string;
  readonly cause: Departure["cause"];
  readonly scope: "USER" | "GROUP";
  readonly assigned: boolean;
  readonly isLeased: boolean;
  readonly isProtected: boolean;
  readonly isPreview: boolean;
  /** The app that decides about the person; null when no app sources the person. */
  readonly sourceLabel: string | null;
  readonly isSource: boolean;
  readonly setting: "NOTHING" | "DEACTIVATE" | "SUSPEND";
}

/** What is done about one departure. */
export interface DepartureDecision {
  readonly isRemoved: boolean;
  readonly move: "deactivate" | "suspend" | undefined;
  /** The setting asks for more than may be done: told in the results. */
  readonly isHeldBack: boolean;
  readonly reason: string;
}

/** Decides about one departure. Pure. */
export function decideDeparture(leaving: Leaving): DepartureDecision {
  const person = decidePerson(leaving);
  if (leaving.cause === "inactive")
    return { isRemoved: false, ...person, reason: `The account is inactive in the app${person.words}.` };
  const keeps = reasonToKeep(leaving, person.move);
  return {
    isRemoved: keeps === undefined,
    ...person,
    reason: `The account is gone from the app${person.words}${keeps === undefined ? "" : `; ${keeps}`}.`,
  };
}

function reasonToKeep(leaving: Leaving, move: DepartureDecision["move"]): string | undefined {
  if (leaving.isLeased) return "work on it is under way, and it finds the account gone by itself";
  if (leaving.scope === "USER" || !leaving.assigned || move === "deactivate") return undefined;
  return "the person has the app through a group, so the app's setting for vanished accounts decides what follows";
}

function decidePerson(leaving: Leaving): Pick<DepartureDecision, "move" | "isHeldBack"> & { readonly words: string } {
  const nothing = { move: undefined, isHeldBack: false, words: "" };
  if (leaving.setting === "NOTHING") return nothing;
  if (!leaving.isSource) {
    return leaving.sourceLabel === null
      ? nothing
      : {
          ...nothing,
          words: `; ${leaving.sourceLabel} decides about the person, since it comes first among the sources`,
        };
  }
  const move = leaving.setting === "DEACTIVATE" ? "deactivate" : "suspend";
  const done = move === "deactivate" ? "deactivated" : "suspended";
  if (leaving.status === (move === "deactivate" ? "DEPROVISIONED" : "SUSPENDED")) return nothing;
  if (leaving.isProtected) {
    const words = `; the person is protected and was not ${done}: do it by hand if it is meant`;
    return { move: undefined, isHeldBack: true, words };
  }
  if (destinationOf(leaving, move) === undefined) {
    const words = `; the person is ${leaving.status} and cannot be ${done}`;
    return { move: undefined, isHeldBack: leaving.status !== "DEPROVISIONED", words };
  }
  return { move, isHeldBack: false, words: `; the person is ${done}` };
}

async function loadLeaving(trx: Trx, input: DepartureInput): Promise<readonly Leaving[]> {
  const { accounts } = input;
  const { rows } = await sql<Leaving>`
    select u.id as "appUserId", u.person_id as "personId", u.external_id as "externalId",
      coalesce(u.user_name, p.profile->>'login') as "userName", departure.cause, u.scope, u.assigned, u.lease_owner is not null as "isLeased",
      ${IS_PROTECTED} as "isProtected", p.status, p.password_hash is not null as has_password, p.provider_type, p.locked_from,
      run.preview as "isPreview", first.label as "sourceLabel", coalesce(first.id = a.id, false) as "isSource",
      a.on_app_deactivation as setting
    from unnest(${accounts.map(({ appUserId }) => appUserId)}::text[], ${accounts.map(({ externalId }) => externalId)}::text[],
        ${accounts.map(({ cause }) => cause)}::text[]) as departure (id, external_id, cause)
    join app_user u on u.id = departure.id and u.external_id = departure.external_id and u.app_id = ${input.appId}
    join person p on p.id = u.person_id join app a on a.id = u.app_id join import_run run on run.id = ${input.runId}
    left join lifecycle_source on lifecycle_source.person_id = u.person_id
    left join app first on first.id = lifecycle_source.app_id
    order by p.id for no key update of p, u`.execute(trx);
  return rows;
}

/** The accounts do not exist any more: nothing is known of them, and nothing is to be sent. */
async function forgetAccounts(trx: Trx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  const forget = sql`
    update app_user as assignment
    set assigned = false, external_id = null, origin = null, known = null, seen = null, known_active = null, user_name = null, reserved_user_name = null,
        user_name_override = null, profile_override = '{}', password_pending = false, password_sealed = null, password_sealed_at = null,
        password_expired_at = null, in_doubt = false, last_error = null, clean_version = dirty_version, attempts = 0,
        sync_state = 'SYNCHRONIZED', status_changed_at = ${now}::timestamptz, last_updated_at = ${now}::timestamptz
    where assignment.id = any(${ids}::text[])`;
  await sql`
    update task set state = 'RESOLVED', resolved_at = ${now}, last_updated_at = ${now}
    where app_user_id = any(${ids}::text[]) and state = 'OPEN'`.execute(trx);
  // Who was deactivated has lost the assignment with that, and the log knows it.
  await sql`${forget} and not assigned`.execute(trx);
  await recordChanges(
    trx,
    sql`${forget} and assigned returning assignment.id, assignment.app_id, assignment.person_id`,
    {
      scope: { now },
      eventType: "application.user_membership.remove",
      message: "Remove user's application membership: the account is gone from the app",
    },
  );
}

/** People who keep the app: the next run reads the app, finds the account gone, and does what the app's setting says. */
async function lookAgain(trx: Trx, deps: Deps, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update app_user set seen = coalesce(known, seen), known = null where id = any(${ids}::text[]) and lease_owner is null`.execute(
    trx,
  );
  await markAppUsers(trx, sql`id = any(${ids}::text[])`, new Date(deps.clock.now()));
}

async function rememberInactive(trx: Trx, deps: Deps, accounts: readonly Leaving[]): Promise<void> {
  if (accounts.length === 0) return;
  const ids = accounts.map(({ appUserId }) => appUserId);
  await sql`update app_user set known_active = false where id = any(${ids}::text[]) and lease_owner is null`.execute(
    trx,
  );
  const personIds = accounts.map(({ personId }) => personId);
  await markPushGroupsOfPeopleDirty(trx, personIds, new Date(deps.clock.now()));
}

/** A person whose account in an app is active again. */
export interface Returning {
  readonly status: PersonStatus;
  readonly isSource: boolean;
  readonly reactivateSuspended: boolean;
  readonly reactivateDeactivated: boolean;
}

/** How a person returns whose account is active again, or undefined when the person stays as it is. Pure. */
export function decideReturn(returning: Returning): "unsuspend" | "activate" | undefined {
  if (!returning.isSource) return undefined;
  if (returning.status === "SUSPENDED" && returning.reactivateSuspended) return "unsuspend";
  return returning.status === "DEPROVISIONED" && returning.reactivateDeactivated ? "activate" : undefined;
}
