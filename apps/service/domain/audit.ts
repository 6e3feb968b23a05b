/** The audit trail: who did what to whom, written in the transaction of the deed. Never holds a secret. */
import { type AccountId, type Clock, type Random, type TraceId, uuidV7 } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { type QueryExecutorProvider, sql } from "../sql.ts";

/** Everything that leaves a trace besides changes of resources, which are events of the store. */
export type AuditAction =
  | "user.added"
  | "user.passwordChanged"
  | "user.passwordReset"
  | "user.deactivated"
  | "user.reactivated"
  | "user.removed"
  | "user.rolesChanged"
  | "user.organisationsChanged"
  | "user.placed"
  | "session.started"
  | "session.ended"
  | "resetLink.sent"
  | "session.revoked"
  | "credential.created"
  | "credential.changed"
  | "credential.rotated"
  | "credential.revoked"
  | "credential.tokensRevoked"
  | "user.invited"
  | "organisation.created"
  | "organisation.changed"
  | "organisation.removed"
  | "module.changed"
  | "settings.changed"
  | `${"schema" | "resourceType"}.${"defined" | "replaced" | "removed"}`
  | "webhook.created"
  | "webhook.changed"
  | "webhook.removed"
  | "webhook.secretRotated"
  | "webhook.paused"
  | "webhook.resumed"
  | "webhook.tested"
  | "webhook.replayed";

export interface AuditEntry {
  readonly accountId: AccountId;
  readonly action: AuditAction;
  readonly actorUserId?: string | undefined;
  readonly credentialId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly detail?: JsonObject | undefined;
  readonly traceId?: TraceId | undefined;
}

/** Writes one entry in `trx`. */
export async function writeAudit(
  trx: QueryExecutorProvider,
  entry: AuditEntry,
  world: { readonly clock: Clock; readonly random: Random },
): Promise<void> {
  await sql`
    insert into audit (account_id, id, occurred_at, actor_user_id, credential_id, action, subject_id, detail, trace_id)
    values (
      ${entry.accountId}, ${uuidV7(world.clock, world.random)}, ${new Date(world.clock.now())},
      ${entry.actorUserId ?? null}, ${entry.credentialId ?? null}, ${entry.action}, ${entry.subjectId ?? null},
      ${JSON.stringify(entry.detail ?? {})}, ${entry.traceId ?? null})`.execute(trx);
}
