/** What an app administrator who is limited to some apps is shown: those apps and nothing of the others (ADR 39). */
import { type RawBuilder, sql } from "kysely";
import type { Rights } from "./role.ts";

/** The only apps that a caller sees and changes; null = every app. */
export type AppLimit = Rights["appIds"];

/** True for rows whose column names an app within the limit. */
export function isWithin(limit: AppLimit, column: RawBuilder<unknown>): RawBuilder<boolean> {
  return limit === null ? sql`true` : sql`(${column} = any(${limit}::text[]))`;
}

/**
 * The System Log as the caller sees it, in place of the table and under its name. Under a limit an event that touches another app is not
 * there, and the details of an event that touches no app are not told: they may name one.
 */
export function systemLogWithin(limit: AppLimit): RawBuilder<unknown> {
  if (limit === null) return sql`system_log`;
  return sql`(
    select seq, uuid, published, event_type, severity, display_message, outcome_result, outcome_reason, actor, targets, trace_id,
      case when touches_app then debug else '{}'::jsonb end as debug, origin, position
    from system_log as logged,
      lateral (select coalesce(bool_or(true), false) as touches_app, coalesce(bool_and(${isWithin(limit, sql`target->>'id'`)}), true) as is_own
        from jsonb_array_elements(logged.targets) as target where target->>'type' = 'AppInstance') as apps
    where is_own) as system_log`;
}
