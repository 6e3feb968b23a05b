/** The one password policy: stored, read and changed as a whole. */
import { type Kysely, sql } from "kysely";
import { type Act, eventOf } from "../act.ts";
import { DirectoryError, notFound } from "../error.ts";
import { writeEvent } from "../system-log.ts";
import type { DirectoryTables } from "../tables.ts";
import type { PasswordPolicySettings } from "./settings.ts";

/** The policy as the API shows it. */
export interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly settings: PasswordPolicySettings;
  readonly created_at: Date;
  readonly last_updated_at: Date;
}

/** What of it can change. */
export interface PolicyChange {
  readonly description: string;
  readonly settings: PasswordPolicySettings;
}

/** The policy of everybody. */
export async function loadPasswordPolicy(db: Kysely<DirectoryTables>): Promise<PolicyRow> {
  const { rows } = await sql<PolicyRow>`
    select id, name, description, settings, created_at, last_updated_at from password_policy limit 1`.execute(db);
  if (rows[0] === undefined) throw new DirectoryError("E0000009");
  return rows[0];
}

/** The policy of this id, or 404. */
export async function requirePolicy(db: Kysely<DirectoryTables>, id: string): Promise<PolicyRow> {
  const policy = await loadPasswordPolicy(db);
  if (policy.id !== id) throw notFound(id, "Policy");
  return policy;
}

/** Replaces description and settings. Passwords that exist are not judged anew. */
export async function replacePolicy(act: Act, id: string, change: PolicyChange): Promise<PolicyRow> {
  return await act.database.transaction(async (trx) => {
    const policy = await requirePolicy(trx, id);
    await sql`
      update password_policy set description = ${change.description}, settings = ${JSON.stringify(change.settings)}::jsonb,
        last_updated_at = now() where id = ${id}`.execute(trx);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "policy.lifecycle.update",
        displayMessage: "Update policy",
        targets: [{ id, type: "PolicyEntity", alternateId: policy.name, displayName: policy.name }],
      }),
    );
    return await requirePolicy(trx, id);
  });
}
