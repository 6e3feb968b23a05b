/** How the requests of each credential went lately: the health of a client at a glance. */
import type { AccountId } from "@lockstep/ports";
import type { ClientTraffic } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";

/** Entries of the log that are looked at; a busier account sees its last ones. */
const REQUESTS_MAX = 20_000;

/** Requests since `sinceMs` by credential, the busiest first. */
export async function readTraffic(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  sinceMs: number,
): Promise<readonly ClientTraffic[]> {
  const { rows } = await sql<TrafficRow>`
    with latest as (
      select * from request_log where account_id = ${accountId} order by position desc limit ${REQUESTS_MAX}
    ), lately as (
      select * from latest where occurred_at >= ${new Date(sinceMs)}
    ), fault as (
      select distinct on (credential_id) credential_id, occurred_at, status, detail
      from lately where status >= 400 order by credential_id, position desc
    )
    select l.credential_id, count(*)::integer as requests,
      count(*) filter (where l.status >= 400)::integer as faults,
      count(*) filter (where l.normalisations <> '{}')::integer as normalised,
      percentile_cont(0.95) within group (order by l.duration_ms) as p95_ms,
      max(l.occurred_at) as last_at,
      (array_agg(l.user_agent order by l.position desc))[1] as user_agent,
      max(f.occurred_at) as fault_at, max(f.status) as fault_status, max(f.detail) as fault_detail
    from lately l left join fault f on f.credential_id = l.credential_id
    group by l.credential_id order by requests desc limit 500`.execute(trx);
  return rows.map((row) => ({
    credentialId: row.credential_id,
    requests: row.requests,
    faults: row.faults,
    normalised: row.normalised,
    p95Ms: row.p95_ms,
    lastAt: row.last_at.toISOString(),
    userAgent: row.user_agent,
    lastFault:
      row.fault_at === null || row.fault_status === null
        ? null
        : { occurredAt: row.fault_at.toISOString(), status: row.fault_status, detail: row.fault_detail },
  }));
}

interface TrafficRow {
  readonly credential_id: string;
  readonly requests: number;
  readonly faults: number;
  readonly normalised: number;
  readonly p95_ms: number;
  readonly last_at: Date;
  readonly user_agent: string | null;
  readonly fault_at: Date | null;
  readonly fault_status: number | null;
  readonly fault_detail: string | null;
}
