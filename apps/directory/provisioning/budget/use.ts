/**
 * What a run did in a direction of the budget: decided as data, stored with the run's result. Approved work is not counted again. A write
 * whose answer got lost is spent until it is known what became of it (ADR 53).
 */
import {
  type ActionPurpose,
  type DesiredUser,
  mayHaveArrived,
  overwrittenAttributes,
  type UserRun,
  wantedAttributes,
} from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { WINDOW_HOURS_MAX } from "../../domain/budget.ts";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import type { GroupRecord } from "../record-group.ts";
import type { RanUser, UserRecord } from "../record-user.ts";
import type { UserSubject } from "../user-subject.ts";

/** What a person's run spent. */
export interface BudgetUse {
  readonly direction: BudgetDirection;
  /** It was sent, and nobody knows yet whether it arrived. */
  readonly isInDoubt: boolean;
}

/** A person's run, with the state that it began from. */
interface BudgetedRun {
  readonly subject: UserSubject;
  readonly run: UserRun;
  readonly desired: DesiredUser;
  /** The result of a run before this one was never recorded: it may have written what this one finds. */
  readonly interrupted: boolean;
}

/** The direction that a person's run counts in, and what it told of earlier runs whose answers got lost. */
export function budgetUseOf(ran: BudgetedRun): Pick<RanUser, "budgetUse" | "endsDoubt"> {
  const { subject, run } = ran;
  const direction = directionOf(ran);
  const isInDoubt = run.known.externalId !== undefined && run.known.active === undefined;
  return {
    ...(direction === undefined ? {} : { budgetUse: { direction, isInDoubt } }),
    ...(isInDoubt || subject.externalId === null ? {} : { endsDoubt: { refuted: refutedBy(ran) } }),
  };
}

function directionOf(ran: BudgetedRun): BudgetDirection | undefined {
  if (switchesOff(ran)) return "deactivations";
  const { subject, run, desired, interrupted } = ran;
  if (subject.known === null || desired.kind === "absent") return undefined;
  // What the app already holds, although no run recorded that it was sent, was sent by the one that was interrupted.
  const isFound = interrupted && run.complete && subject.app.features.updateUserAttributes;
  if (!isFound && !mayHaveDone(run, "updateUser")) return undefined;
  const wanted = wantedAttributes(subject.app.dialect, desired);
  const overwritten = overwrittenAttributes(subject.known, wanted, subject.known);
  return overwritten.length > 0 ? "attributeOverwrites" : undefined;
}

function switchesOff({ subject, run, desired, interrupted }: BudgetedRun): boolean {
  // A look that still found the account switched on says that nothing arrived.
  if (run.known.active === true) return false;
  if (mayHaveDone(run, "deactivateUser") || mayHaveDone(run, "deleteUser")) return true;
  return interrupted && desired.kind === "absent" && subject.knownActive === true && isOff(run);
}

function isOff({ known }: UserRun): boolean {
  return known.externalId === undefined || known.active === false;
}

function mayHaveDone(run: UserRun, purpose: ActionPurpose): boolean {
  return run.steps.some(
    ({ action, outcome }) => action.purpose === purpose && (outcome.kind === "done" || mayHaveArrived(outcome)),
  );
}

/** Directions in which an earlier run sent something that the app was now seen not to have got. */
function refutedBy({ subject, run, desired }: BudgetedRun): readonly BudgetDirection[] {
  const hasLooked = run.steps.some(
    ({ action, outcome }) => action.purpose === "readUser" && (outcome.kind === "done" || outcome.kind === "linked"),
  );
  if (!hasLooked || desired.kind === "absent") return [];
  const refuted: BudgetDirection[] = [];
  if (run.known.active === true && !mayHaveDone(run, "activateUser")) refuted.push("deactivations");
  const { attributes } = run.known;
  if (subject.known === null || attributes === undefined || mayHaveDone(run, "updateUser")) return refuted;
  // Whatever was ever sent is among what is known, until a look tells what arrived.
  if (overwrittenAttributes(subject.known, attributes, undefined).length > 0) refuted.push("attributeOverwrites");
  return refuted;
}

/** Forgets what no window reaches any more. */
export async function pruneBudgetUse(deps: Deps): Promise<void> {
  const before = new Date(deps.clock.now() - WINDOW_HOURS_MAX * 3_600_000);
  await sql`delete from budget_use where used_at < ${before}`.execute(deps.database.kysely);
}

/** Stores what people's runs count, and what they told of earlier ones. */
export async function storeUserUses(trx: Trx, records: readonly UserRecord[]): Promise<void> {
  for (const record of records) await storeUserUse(trx, record);
  await endDoubts(trx, records);
}

/** What is in doubt already and was sent again is not spent a second time, but now: a deactivation at all, an overwrite of the same version. */
async function storeUserUse(trx: Trx, { subject, ran, now }: UserRecord): Promise<void> {
  if (ran?.budgetUse === undefined) return;
  const { direction, isInDoubt } = ran.budgetUse;
  const isSame = direction === "deactivations" ? sql`true` : sql`version = ${subject.version}::bigint`;
  await sql`
    with again as (
      update budget_use set used_at = ${now} where in_doubt = ${subject.appUserId} and direction = ${direction} and ${isSame} returning 1)
    insert into budget_use (app_id, direction, amount, used_at, in_doubt, version)
    select ${subject.app.id}, ${direction}, 1, ${now}, ${isInDoubt ? subject.appUserId : null}, ${subject.version}::bigint from app_user
     where id = ${subject.appUserId} and approved_version < ${subject.version}::bigint and not exists (select from again)`.execute(
    trx,
  );
}

/** What is known to have arrived stays, and nobody is in doubt of it any more; what did not is given back. */
async function endDoubts(trx: Trx, records: readonly UserRecord[]): Promise<void> {
  const ended = records.flatMap(({ subject, ran }) => (ran?.endsDoubt === undefined ? [] : [subject.appUserId]));
  if (ended.length === 0) return;
  const refuted = records.flatMap(({ subject, ran }) =>
    (ran?.endsDoubt?.refuted ?? []).map((direction) => ({ id: subject.appUserId, direction })),
  );
  const isRefuted = sql`exists (select from refuted where refuted.id = u.in_doubt and refuted.direction = u.direction)`;
  await sql`
    with refuted as (
      select * from unnest(${refuted.map(({ id }) => id)}::text[], ${refuted.map(({ direction }) => direction)}::text[]) as refuted (id, direction)),
    given_back as (delete from budget_use u where u.in_doubt = any(${ended}::text[]) and ${isRefuted})
    update budget_use u set in_doubt = null where u.in_doubt = any(${ended}::text[]) and not ${isRefuted}`.execute(trx);
}

/** Stores what a group's run counts: members that were taken away although their account works. */
export async function storeGroupUse(trx: Trx, { subject, ran, now }: GroupRecord): Promise<void> {
  if (ran === undefined || ran.removed.length === 0) return;
  await sql`
    insert into budget_use (app_id, direction, amount, used_at)
    select ${subject.app.id}, 'membershipRemovals', lost.amount, ${now}
      from (select count(*)::int as amount from unnest(${ran.removed}::text[]) as gone (external_id)
              left join app_user u on u.app_id = ${subject.app.id} and u.external_id = gone.external_id
             where u.known_active is distinct from false) as lost
     where lost.amount > 0
       and exists (select from push_group where id = ${subject.pushGroupId} and approved_version < ${subject.version}::bigint)`.execute(
    trx,
  );
}
