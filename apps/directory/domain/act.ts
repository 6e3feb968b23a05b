import { sql, type Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import type { SystemEvent } from "./system-log.ts";
import type { DirectoryTables, LogOrigin, LogParty } from "./tables.ts";

/** A transaction on the directory's tables. */
export type Trx = Transaction<DirectoryTables>;

/** The outside world, and who acts in it: the first parameter of every rule that changes something. */
export interface Act extends Deps {
  readonly actor: LogParty;
  /** Through what the actor acts, for the System Log. */
  readonly origin?: LogOrigin | undefined;
  /** Under which trace the change is logged. */
  readonly traceId?: string | undefined;
}

/** An event of this act: its actor, origin and trace are filled in. */
export function eventOf(act: Act, event: Omit<SystemEvent, "actor" | "origin" | "traceId">): SystemEvent {
  return { ...event, actor: act.actor, origin: act.origin, traceId: act.traceId };
}

/**
 * Says in a transaction why it changes something, so that the work it makes due knows its causes (ADR 41): traces of requests, or what
 * `ownCause` gives. None leaves the transaction without a cause.
 */
export async function nameCause(trx: Trx, ...causes: readonly string[]): Promise<void> {
  if (causes.length === 0) return;
  await sql`select set_config('lockstep.trace_id', ${causes.join(" ")}, true)`.execute(trx);
}

/** The same outside world, whose transactions name a cause. */
export function causedBy<Outside extends Deps>(deps: Outside, cause: string): Outside {
  const { database } = deps;
  return {
    ...deps,
    database: {
      ...database,
      transaction: (work, options) =>
        database.transaction(async (trx) => {
          // Perf: it leaves together with the first statement of the work. Where it fails, so does all that follows.
          const named = nameCause(trx, cause);
          named.catch(() => undefined);
          const result = await work(trx);
          await named;
          return result;
        }, options),
    },
  };
}

/** The same act inside a transaction that is open already: rules that open one of their own join it. */
export function actInside<Inner extends Act>(act: Inner, trx: Trx): Inner {
  return { ...act, database: { ...act.database, kysely: trx, transaction: (work) => work(trx) } };
}
