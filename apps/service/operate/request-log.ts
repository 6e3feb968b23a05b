/**
 * The log of SCIM requests per credential. Written in batches after the answers, so that no request waits for it: what is in a
 * process that is killed is lost, which is why the audit trail and the feed are not built on it.
 */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock, Logger } from "@lockstep/ports";
import type { ScimExchange } from "@lockstep/scim-server";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";

/** Longest wait of an entry before it is written, and most entries of one statement. */
const FLUSH_AFTER_MS = 500;
const BATCH_MAX = 500;
/** Most entries that wait or are being written; beyond that they are counted as dropped, never held. */
const HELD_MAX = 5_000;
/** Statements at once: many accounts are not written one after the other, and do not take all connections either. */
const WRITERS_MAX = 4;
/** Reads that went well, per process and second; writes, faults and normalised requests are all kept. */
const PLAIN_READS_PER_SECOND_MAX = 200;
/** Longest texts that are kept. */
const BODY_CHARACTERS_MAX = 16_384;
export const ANSWER_CHARACTERS_MAX = 8_192;
const TEXT_CHARACTERS_MAX = 2_000;
const FAULT_STATUS_MIN = 400;

/** One entry as it waits for its statement; names are those of the columns. Perf: what it has not is not sent either. */
interface Entry {
  readonly credential_id: string;
  /** Milliseconds since 1970. */
  readonly occurred_ms: number;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly status: number;
  readonly scim_type: string | undefined;
  readonly detail: string | undefined;
  readonly error_id: string | undefined;
  readonly duration_ms: number;
  readonly trace_id: string;
  readonly user_agent: string | undefined;
  readonly normalisations: Readonly<Record<string, number>> | undefined;
  readonly body: string | undefined;
  readonly answer: string | undefined;
}

/** What the log is made of. */
export interface RequestLogOptions {
  readonly database: Database<ServiceTables>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The log, as the server tells it and as routes read it. */
export interface RequestLog {
  /** Takes an answered request; never throws, never waits. Requests of unknown callers belong to no account and are not kept. */
  add(exchange: ScimExchange): void;
  /** Writes what waits at the time of the call. */
  flush(): Promise<void>;
  /** Entries that were not kept, since the start: too many were held, or they could not be written. */
  dropped(): number;
  /** Writes what waits and ends the timer. */
  stop(): Promise<void>;
}

/** Makes the log of this process. */
export function createRequestLog(options: RequestLogOptions): RequestLog {
  const { clock, logger } = options;
  let waiting = new Map<AccountId, Entry[]>();
  let waitingCount = 0;
  let writingCount = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  const reads = { second: 0, amount: 0 };

  /** Hands all that waits over; called only while nothing is being written, so that no batches pile up behind a slow database. */
  const write = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    writingCount = waitingCount;
    waiting = new Map();
    waitingCount = 0;
    const settle = (amount: number, isKept: boolean) => {
      writingCount -= amount;
      if (!isKept) dropped += amount;
    };
    writing = writeAll(options, batch, settle).finally(() => {
      writing = undefined;
      plan();
    });
    return writing;
  };

  function plan(): void {
    if (writing !== undefined || waitingCount === 0) return;
    if (waitingCount >= BATCH_MAX) void write();
    else timer ??= setTimeout(() => void write(), FLUSH_AFTER_MS).unref();
  }

  const flush = async (): Promise<void> => {
    await writing;
    // Another caller may have begun meanwhile: then all that waited is in that batch.
    await (writing ?? (waitingCount > 0 ? write() : undefined));
  };

  return {
    add: (exchange) => {
      const { caller } = exchange;
      if (caller === undefined || isCrowdedOut(exchange, reads)) return;
      if (waitingCount + writingCount >= HELD_MAX) {
        dropped += 1;
        return;
      }
      try {
        const entries = waiting.get(caller.accountId) ?? [];
        entries.push(toEntry(exchange, caller.credentialId));
        waiting.set(caller.accountId, entries);
        waitingCount += 1;
      } catch (error) {
        dropped += 1;
        logger.error({ err: error }, "A request could not be noted in the request log");
      }
      plan();
    },
    flush,
    dropped: () => dropped,
    stop: flush,
  };

  /** Perf: a client that reads thousands of users a second tells nothing new with each of them. */
  function isCrowdedOut(exchange: ScimExchange, state: { second: number; amount: number }): boolean {
    const isPlainRead = exchange.status < FAULT_STATUS_MIN && (exchange.method === "GET" || exchange.method === "HEAD");
    if (!isPlainRead || hasAny(exchange.normalisations)) return false;
    const second = Math.floor(clock.now() / 1000);
    if (state.second !== second) Object.assign(state, { second, amount: 0 });
    state.amount += 1;
    return state.amount > PLAIN_READS_PER_SECOND_MAX;
  }
}

function toEntry(exchange: ScimExchange, credentialId: string): Entry {
  // Perf: what is not kept is not even put into words; capturing is switched on for an hour by whoever looks for something.
  const isTold = exchange.status >= FAULT_STATUS_MIN || isCaptured(exchange);
  const normalisations = hasAny(exchange.normalisations) ? exchange.normalisations : undefined;
  const isKept = isTold || normalisations !== undefined;
  return {
    credential_id: credentialId,
    occurred_ms: exchange.startedAtMs,
    method: exchange.method,
    path: shorten(exchange.path),
    search: shorten(exchange.sentSearch()),
    status: exchange.status,
    scim_type: exchange.scimType,
    detail: exchange.detail === undefined ? undefined : shorten(exchange.detail),
    error_id: exchange.errorId,
    duration_ms: exchange.durationMs,
    trace_id: exchange.traceId,
    user_agent: exchange.userAgent === undefined ? undefined : shorten(exchange.userAgent),
    normalisations,
    body: isKept ? toText(exchange.sentBody(), BODY_CHARACTERS_MAX) : undefined,
    answer: isTold ? toText(exchange.answer(), ANSWER_CHARACTERS_MAX) : undefined,
  };
}

function isCaptured({ caller, startedAtMs }: ScimExchange): boolean {
  return caller?.captureEndsAtMs !== undefined && startedAtMs < caller.captureEndsAtMs;
}

function toText(json: unknown, charactersMax: number): string | undefined {
  return json === undefined ? undefined : storable(JSON.stringify(json).slice(0, charactersMax));
}

function hasAny(normalisations: Readonly<Record<string, number>>): boolean {
  for (const _name in normalisations) return true;
  return false;
}

function shorten(text: string): string {
  return storable(text.slice(0, TEXT_CHARACTERS_MAX));
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair, which cutting may leave. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}

/** Writes each account's entries in statements of bounded size, a few accounts side by side. Never rejects. */
async function writeAll(
  options: RequestLogOptions,
  batch: ReadonlyMap<AccountId, readonly Entry[]>,
  settle: (amount: number, isKept: boolean) => void,
): Promise<void> {
  const accounts = batch.entries();
  const writer = async () => {
    for (const [accountId, entries] of accounts) {
      for (let start = 0; start < entries.length; start += BATCH_MAX) {
        const part = entries.slice(start, start + BATCH_MAX);
        settle(part.length, await isWritten(options, accountId, part));
      }
    }
  };
  // They share one iterator: whoever is free takes the next account.
  await Promise.all(Array.from({ length: Math.min(WRITERS_MAX, batch.size) }, writer));
}

async function isWritten(
  { database, logger }: RequestLogOptions,
  accountId: AccountId,
  entries: readonly Entry[],
): Promise<boolean> {
  try {
    await database.inAccount(accountId, async (trx) => {
      await insertEntries(trx, accountId, entries);
      await countNormalisations(trx, accountId, entries);
    });
    return true;
  } catch (error) {
    logger.error({ err: error, accountId, entries: entries.length }, "Entries of the request log were lost");
    return false;
  }
}

async function insertEntries(trx: QueryExecutorProvider, accountId: AccountId, entries: readonly Entry[]) {
  await sql`
    insert into request_log (account_id, credential_id, occurred_at, method, path, search, status, scim_type, detail,
      error_id, duration_ms, trace_id, user_agent, normalisations, body, answer)
    select ${accountId}, e.credential_id, to_timestamp(e.occurred_ms / 1000), e.method, e.path, e.search, e.status, e.scim_type, e.detail,
      e.error_id, e.duration_ms, e.trace_id, e.user_agent, coalesce(e.normalisations, '{}'), e.body, e.answer
    from json_to_recordset(${JSON.stringify(entries)}::json) as e(
      credential_id text, occurred_ms double precision, method text, path text, search text, status smallint,
      scim_type text, detail text, error_id text, duration_ms real, trace_id text, user_agent text, normalisations jsonb,
      body text, answer text)`.execute(trx);
}

async function countNormalisations(trx: QueryExecutorProvider, accountId: AccountId, entries: readonly Entry[]) {
  const counts = new Map<string, { credential: string; name: string; requests: number; at: number }>();
  for (const entry of entries) {
    for (const name of Object.keys(entry.normalisations ?? {})) {
      const key = JSON.stringify([entry.credential_id, name]);
      const known = counts.get(key) ?? { credential: entry.credential_id, name, requests: 0, at: entry.occurred_ms };
      counts.set(key, { ...known, requests: known.requests + 1, at: entry.occurred_ms });
    }
  }
  if (counts.size === 0) return;
  // In one order everywhere, so that two processes cannot wait for each other.
  const rows = [...counts.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  await sql`
    insert into normalisation_count as c (account_id, credential_id, switch, requests, first_at, last_at)
    select ${accountId}, e.credential, e.name, e.requests, to_timestamp(e.at / 1000), to_timestamp(e.at / 1000)
    from json_to_recordset(${JSON.stringify(rows)}::json) as e(
      credential text, name text, requests bigint, at double precision)
    on conflict (account_id, credential_id, switch) do update set
      requests = c.requests + excluded.requests, last_at = greatest(c.last_at, excluded.last_at)`.execute(trx);
}
