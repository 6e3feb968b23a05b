/** The System Log: what happened, to whom, by whom; written in the transaction of the change that it tells of. */
import { type Kysely, sql } from "kysely";
import type { DirectoryTables, LogOrigin, LogParty } from "./tables.ts";

/** One event. Never put a secret, a password or a request body in it. */
export interface SystemEvent {
  /** Okta's name, such as `user.lifecycle.create`. */
  readonly eventType: string;
  readonly displayMessage: string;
  /** Default INFO. */
  readonly severity?: "DEBUG" | "INFO" | "WARN" | "ERROR" | undefined;
  /** Default SUCCESS without reason. */
  readonly outcome?:
    | { readonly result: "SUCCESS" | "FAILURE" | "SKIPPED" | "UNKNOWN"; readonly reason?: string | undefined }
    | undefined;
  /** Default: the system itself. */
  readonly actor?: LogParty | undefined;
  /** Through what the actor acted. */
  readonly origin?: LogOrigin | undefined;
  readonly targets?: readonly LogParty[] | undefined;
  readonly traceId?: string | undefined;
  /** Shown as `debugContext.debugData`. A request that the engine sent has `request`, `status` and `durationMs`. */
  readonly debug?: Readonly<Record<string, unknown>> | undefined;
}

/** The actor of work that no administrator asked for at that moment. */
export const SYSTEM_ACTOR: LogParty = {
  id: "lockstep",
  type: "SystemPrincipal",
  displayName: "Lockstep",
  alternateId: "system@lockstep",
};

/** Events per statement. */
const BATCH_SIZE = 1000;

/** Writes one event. */
export async function writeEvent(trx: Kysely<DirectoryTables>, event: SystemEvent): Promise<void> {
  await writeEvents(trx, [event]);
}

/** Writes events in their order, a thousand per statement. */
export async function writeEvents(trx: Kysely<DirectoryTables>, events: readonly SystemEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += BATCH_SIZE) {
    const rows = events.slice(start, start + BATCH_SIZE).map(toRow);
    await sql`
      insert into system_log (uuid, event_type, severity, display_message, outcome_result, outcome_reason, actor, targets, trace_id, debug, origin)
      select gen_random_uuid()::text, event_type, severity, display_message, outcome_result, outcome_reason, actor, targets, trace_id, debug, origin
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as event(
        event_type text, severity text, display_message text, outcome_result text, outcome_reason text,
        actor jsonb, targets jsonb, trace_id text, debug jsonb, origin jsonb)`.execute(trx);
  }
}

function toRow(event: SystemEvent): Record<string, unknown> {
  return {
    event_type: event.eventType,
    severity: event.severity ?? "INFO",
    display_message: event.displayMessage,
    outcome_result: event.outcome?.result ?? "SUCCESS",
    outcome_reason: event.outcome?.reason?.slice(0, 255) ?? null,
    actor: event.actor ?? SYSTEM_ACTOR,
    targets: event.targets ?? [],
    trace_id: event.traceId ?? null,
    debug: event.debug ?? {},
    origin: event.origin ?? {},
  };
}
