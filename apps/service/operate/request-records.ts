/** Reads the request log and the counts of normalisations of an account. */
import type { AccountId } from "@lockstep/ports";
import type { LoggedRequest, NormalisationCount } from "../contract.ts";
import { type QueryExecutorProvider, sql, toPattern } from "../sql.ts";
import { ANSWER_CHARACTERS_MAX } from "./request-log.ts";

/** Which entries are wanted; `before` is the position of the last entry of the page before. */
export interface RequestQuery {
  readonly credentialId: string | undefined;
  readonly traceId: string | undefined;
  /** `normalised`: a tolerance was needed. */
  readonly outcome: "ok" | "fault" | "normalised" | undefined;
  readonly method: string | undefined;
  /** A part of path, query or detail, in any letter case. */
  readonly search: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

interface RequestRow {
  readonly position: string;
  readonly credential_id: string;
  readonly occurred_at: Date;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly status: number;
  readonly scim_type: string | null;
  readonly detail: string | null;
  readonly error_id: string | null;
  readonly duration_ms: number;
  readonly trace_id: string;
  readonly user_agent: string | null;
  readonly normalisations: Readonly<Record<string, number>>;
  readonly body: string | null;
  readonly answer: string | null;
}

/** One page of requests, the newest first. */
export async function readRequests(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  query: RequestQuery,
): Promise<readonly LoggedRequest[]> {
  const pattern = query.search === undefined || query.search === "" ? null : toPattern(query.search);
  const { rows } = await sql<RequestRow>`
    select * from request_log
    where account_id = ${accountId}
      and (${query.credentialId ?? null}::text is null or credential_id = ${query.credentialId ?? null})
      and (${query.traceId ?? null}::text is null or trace_id = ${query.traceId ?? null})
      and (${query.outcome ?? null}::text is null or case ${query.outcome ?? null}
        when 'normalised' then normalisations <> '{}' else (status >= 400) = (${query.outcome ?? null} = 'fault') end)
      and (${query.method ?? null}::text is null or method = ${query.method ?? null})
      and (${pattern}::text is null or concat_ws(' ', path || search, detail, scim_type) ilike ${pattern})
      and (${query.before ?? null}::bigint is null or position < ${query.before ?? null}::bigint)
    order by position desc limit ${query.limit}`.execute(trx);
  return rows.map((row) => ({
    id: row.position,
    credentialId: row.credential_id,
    occurredAt: row.occurred_at.toISOString(),
    method: row.method,
    path: row.path,
    search: row.search,
    status: row.status,
    scimType: row.scim_type,
    detail: row.detail,
    errorId: row.error_id,
    durationMs: row.duration_ms,
    traceId: row.trace_id,
    userAgent: row.user_agent,
    normalisations: row.normalisations,
    body: row.body,
    answer: row.answer,
    isAnswerCut: row.answer?.length === ANSWER_CHARACTERS_MAX,
  }));
}

/** How often which tolerance was needed, by credential and switch. */
export async function readNormalisations(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  credentialId: string | undefined,
): Promise<readonly NormalisationCount[]> {
  const { rows } = await sql<{
    credential_id: string;
    switch: string;
    requests: string;
    first_at: Date;
    last_at: Date;
  }>`
    select credential_id, switch, requests, first_at, last_at from normalisation_count
    where account_id = ${accountId}
      and (${credentialId ?? null}::text is null or credential_id = ${credentialId ?? null})
    order by credential_id, requests desc, switch limit 1000`.execute(trx);
  return rows.map((row) => ({
    credentialId: row.credential_id,
    switch: row.switch,
    requests: Number(row.requests),
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
  }));
}
