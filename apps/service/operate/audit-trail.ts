/**
 * The audit trail of an account as one list: administrative deeds (table `audit`) and changes of resources (the feed's events),
 * newest first. Both are written in the transaction of what they tell.
 */
import type { AccountId } from "@lockstep/ports";
import type { AuditRecord } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";

/** Where a page ended in each of the two lists; undefined: at the newest. */
export interface AuditPosition {
  readonly deed: string | undefined;
  readonly event: string | undefined;
}

export interface AuditQuery {
  readonly actorUserId: string | undefined;
  readonly subjectId: string | undefined;
  readonly traceId: string | undefined;
  /** Beginning of an action's name, such as `user.` or `resource.created`. */
  readonly action: string | undefined;
  readonly after: AuditPosition;
  readonly limit: number;
}

/** A page and where it ended. */
export interface AuditPage {
  readonly items: readonly AuditRecord[];
  readonly end: AuditPosition | undefined;
}

interface Row {
  readonly place: string;
  readonly occurred_at: Date;
  readonly actor_user_id: string | null;
  readonly credential_id: string | null;
  readonly action: string;
  readonly subject_type: string | null;
  readonly subject_id: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly trace_id: string | null;
}

/** Both lists hold enough for the page each, whichever is newer; the rest is read again with the next page. */
export async function readAuditTrail(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  query: AuditQuery,
): Promise<AuditPage> {
  const deeds = await readDeeds(trx, accountId, query);
  const events = await readChanges(trx, accountId, query);
  const { page, deedCount, eventCount } = mergeHeads(deeds, events, query.limit);
  return {
    items: page.map(toRecord),
    end:
      page.length < query.limit
        ? undefined
        : {
            deed: deeds[deedCount - 1]?.place ?? query.after.deed,
            event: events[eventCount - 1]?.place ?? query.after.event,
          },
  };
}

/**
 * The newer of the two first entries, again and again. Each list keeps its own order, which is that of writing and may differ from
 * that of the instants: sorted by instant, a page could end behind an entry whose predecessor in the list it does not hold.
 */
function mergeHeads(deeds: readonly Row[], events: readonly Row[], limit: number) {
  const page: Row[] = [];
  let [deedCount, eventCount] = [0, 0];
  while (page.length < limit) {
    const [deed, event] = [deeds[deedCount], events[eventCount]];
    const isDeed = deed !== undefined && (event === undefined || deed.occurred_at >= event.occurred_at);
    const next = isDeed ? deed : event;
    if (next === undefined) break;
    page.push(next);
    if (isDeed) deedCount += 1;
    else eventCount += 1;
  }
  return { page, deedCount, eventCount };
}

async function readDeeds(trx: QueryExecutorProvider, accountId: AccountId, query: AuditQuery): Promise<readonly Row[]> {
  const { actorUserId = null, subjectId = null, traceId = null, action = null, after, limit } = query;
  const { rows } = await sql<Row>`
    select position::text as place, occurred_at, actor_user_id, credential_id, action, null as subject_type, subject_id,
      detail -> 'before' as before, detail -> 'after' as after, detail - 'before' - 'after' as detail, trace_id
    from audit
    where account_id = ${accountId}
      and (${actorUserId}::uuid is null or actor_user_id = ${actorUserId}::uuid)
      and (${subjectId}::uuid is null or subject_id = ${subjectId}::uuid)
      and (${traceId}::text is null or trace_id = ${traceId})
      and (${action}::text is null or starts_with(action, ${action}))
      and (${after.deed ?? null}::bigint is null or position < ${after.deed ?? null}::bigint)
    order by position desc limit ${limit}`.execute(trx);
  return rows;
}

async function readChanges(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  query: AuditQuery,
): Promise<readonly Row[]> {
  const { actorUserId = null, subjectId = null, traceId = null, action = null, after, limit } = query;
  const { rows } = await sql<Row>`
    select position::text as place, occurred_at, user_id as actor_user_id, credential_id, 'resource.' || kind as action,
      type as subject_type, resource_id as subject_id, before, after,
      case when members_added = '{}' and members_removed = '{}' then '{}'::jsonb
        else jsonb_build_object('membersAdded', to_jsonb(members_added), 'membersRemoved', to_jsonb(members_removed)) end
        as detail, trace_id
    from event
    where account_id = ${accountId}
      and (${actorUserId}::text is null or user_id = ${actorUserId})
      and (${subjectId}::uuid is null or resource_id = ${subjectId}::uuid)
      and (${traceId}::text is null or trace_id = ${traceId})
      and (${action}::text is null or starts_with('resource.' || kind, ${action}))
      and (${after.event ?? null}::bigint is null or position < ${after.event ?? null}::bigint)
    order by position desc limit ${limit}`.execute(trx);
  return rows;
}

function toRecord(row: Row): AuditRecord {
  return {
    occurredAt: row.occurred_at.toISOString(),
    action: row.action,
    actorUserId: row.actor_user_id,
    credentialId: row.credential_id,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    before: row.before ?? null,
    after: row.after ?? null,
    detail: row.detail,
    traceId: row.trace_id,
  };
}
