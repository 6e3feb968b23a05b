/** Holds as an administrator sees and decides them: approved is exactly the list that was shown, once. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { appTarget, lockApp } from "../../domain/apps.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { DirectoryError, notFound } from "../../domain/error.ts";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import { type AppLimit, isWithin } from "../../domain/roles/app-limit.ts";
import { writeEvent } from "../../domain/system-log.ts";
import type { DirectoryTables, LogParty } from "../../domain/tables.ts";
import { ABSENT_DIGEST } from "../sweep/effect-digest.ts";
import { resolveHoldTask } from "./open-hold.ts";

/** A hold as the API shows it. */
export interface HoldRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly app_label: string;
  readonly direction: BudgetDirection;
  readonly state: "OPEN" | "APPROVED" | "REJECTED" | "LAPSED";
  readonly affected: number;
  readonly done: number;
  readonly population: number;
  readonly allowance: number;
  readonly created_at: Date;
  readonly decided_at: Date | null;
  readonly decided_by: LogParty | null;
}

/** Holds shown in one answer at most. */
export const HOLDS_MAX = 200;

const SELECT_HOLDS = sql<HoldRow>`
  select h.id, h.app_id, app.label as app_label, h.direction, h.state, h.affected, h.done, h.population, h.allowance, h.created_at,
    h.decided_at, h.decided_by
  from budget_hold h join app on app.id = h.app_id`;

/** The newest holds first. */
export async function listHolds(
  db: Kysely<DirectoryTables>,
  filter: {
    readonly appId?: string | undefined;
    readonly state?: HoldRow["state"] | undefined;
    readonly appLimit: AppLimit;
  },
): Promise<readonly HoldRow[]> {
  const { rows } = await sql<HoldRow>`
    ${SELECT_HOLDS} where (${filter.appId ?? null}::text is null or h.app_id = ${filter.appId ?? null})
      and (${filter.state ?? null}::text is null or h.state = ${filter.state ?? null}) and ${isWithin(filter.appLimit, sql`h.app_id`)}
    order by h.created_at desc, h.id limit ${HOLDS_MAX}`.execute(db);
  return rows;
}

/** The hold, or 404. */
export async function requireHold(db: Kysely<DirectoryTables>, id: string): Promise<HoldRow> {
  const { rows } = await sql<HoldRow>`${SELECT_HOLDS} where h.id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "BudgetHold");
  return rows[0];
}

/** One subject of a hold. */
export interface HoldSubjectRow {
  readonly subject_id: string;
  readonly kind: "appUser" | "pushGroup";
  /** The person or the group. */
  readonly source_id: string;
  readonly name: string;
  readonly amount: number;
  /** It changed since the hold began: a decision leaves it out. */
  readonly moved: boolean;
}

/** What a hold asks about, in the order of ids. */
export async function listHoldSubjects(
  db: Kysely<DirectoryTables>,
  page: { readonly holdId: string; readonly afterId: string; readonly limit: number },
): Promise<readonly HoldSubjectRow[]> {
  const { rows } = await sql<HoldSubjectRow>`
    select s.subject_id, case when u.id is null then 'pushGroup' else 'appUser' end as kind,
      coalesce(u.person_id, g.group_id, s.subject_id) as source_id,
      coalesce(p.profile->>'login', pg.name, s.subject_id) as name, s.amount,
      coalesce(u.dirty_version, g.dirty_version) is distinct from s.version as moved
    from budget_hold_subject s
      left join app_user u on u.id = s.subject_id left join person p on p.id = u.person_id
      left join push_group g on g.id = s.subject_id left join person_group pg on pg.id = g.group_id
    where s.hold_id = ${page.holdId} and s.subject_id > ${page.afterId}
    order by s.subject_id limit ${page.limit}`.execute(db);
  return rows;
}

/** How many subjects the decision reached, and how many it left out because they changed since. */
export interface Decision {
  readonly decided: number;
  readonly leftOut: number;
}

/**
 * Lets exactly the listed work pass, once (APPROVED), or drops it until something changes (REJECTED: assignments stay as they
 * are). What changed since the hold began is judged anew. E0000107 when the hold was decided already.
 */
export async function decideHold(act: Act, id: string, state: "APPROVED" | "REJECTED"): Promise<Decision> {
  const now = new Date(act.clock.now());
  return await act.database.transaction(async (trx) => {
    const found = await requireHold(trx, id);
    const app = await lockApp(trx, found.app_id);
    const hold = await requireHold(trx, id);
    if (hold.state !== "OPEN") {
      throw new DirectoryError("E0000107", { causes: [`The hold is ${hold.state.toLowerCase()} already.`] });
    }
    const decided = state === "APPROVED" ? await approve(trx, hold, now) : await drop(trx, id);
    await sql`
      update budget_hold set state = ${state}, decided_at = ${now}, decided_by = ${JSON.stringify(act.actor)}::jsonb
       where id = ${id}`.execute(trx);
    await resolveHoldTask(trx, { appId: hold.app_id, direction: hold.direction, now });
    const { rows } = await sql<{ listed: number }>`
      select count(*)::int as listed from budget_hold_subject where hold_id = ${id}`.execute(trx);
    const leftOut = (rows[0]?.listed ?? 0) - decided;
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: `application.provision.budget.${state === "APPROVED" ? "approve" : "reject"}`,
        displayMessage: `${state === "APPROVED" ? "Approve" : "Reject"} provisioning beyond the budget`,
        targets: [appTarget(app)],
        debug: { hold: id, direction: hold.direction, decided, leftOut },
      }),
    );
    await notifyWork(trx);
    return { decided, leftOut };
  });
}

/** Whose account is switched off keeps the approval whatever settings of the profile change meanwhile. */
async function approve(trx: Trx, { id, direction }: HoldRow, now: Date): Promise<number> {
  const judged =
    direction === "deactivations" ? sql`, effect_version = dirty_version, effect_digest = ${ABSENT_DIGEST}` : sql``;
  return await onSubjects(trx, id, {
    users: sql`approved_version = dirty_version, due_at = least(due_at, ${now})${judged}`,
    groups: sql`approved_version = dirty_version, due_at = least(due_at, ${now})`,
  });
}

async function drop(trx: Trx, id: string): Promise<number> {
  return await onSubjects(trx, id, {
    users: sql`clean_version = dirty_version, attempts = 0, sync_state = 'OUT_OF_SYNC'`,
    // An unlinking that would delete the group is called off: its mapping is there again, and sends nothing.
    groups: sql`clean_version = dirty_version, attempts = 0, removing = false, delete_in_target = false,
      status = case when removing then 'INACTIVE' else status end`,
  });
}

/** Only what is as it was when the hold began, and is not under way. */
async function onSubjects(
  trx: Trx,
  id: string,
  set: { readonly users: ReturnType<typeof sql>; readonly groups: ReturnType<typeof sql> },
): Promise<number> {
  const users = await sql`
    update app_user set ${set.users} from budget_hold_subject s
     where s.hold_id = ${id} and app_user.id = s.subject_id and dirty_version = s.version and is_dirty
       and lease_owner is null`.execute(trx);
  const groups = await sql`
    update push_group set ${set.groups} where id in (
      select g.id from push_group g join budget_hold_subject s on s.subject_id = g.id
       where s.hold_id = ${id} and g.dirty_version = s.version and g.is_dirty and g.lease_owner is null
       order by g.id for no key update of g)`.execute(trx);
  return Number(users.numAffectedRows ?? 0n) + Number(groups.numAffectedRows ?? 0n);
}
