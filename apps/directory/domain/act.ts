import type { Transaction } from "kysely";
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

/** The same act inside a transaction that is open already: rules that open one of their own join it. */
export function actInside<Inner extends Act>(act: Inner, trx: Trx): Inner {
  return { ...act, database: { ...act.database, kysely: trx, transaction: (work) => work(trx) } };
}
