/** An assignment as Okta's app user object (okta-management-api §9.3). */
import type { AppUser } from "../../contract.ts";
import type { AppUserRow } from "../../domain/app-users.ts";
import { displayNameOf, profileText } from "../../domain/profile.ts";
import { computeUserName } from "../../provisioning/user-name.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** Okta's app user; `error`, `needsProvisioning` and `person` are ours. */
export function renderAppUser(row: AppUserRow, publicBaseUrl: string): AppUser & Readonly<Record<string, unknown>> {
  return {
    id: row.person_id,
    externalId: row.external_id,
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
    scope: row.scope,
    status: statusOf(row),
    statusChanged: toInstant(row.status_changed_at),
    syncState: row.provisioning_enabled ? row.sync_state : "DISABLED",
    lastSync: toInstantOrNull(row.last_sync_at),
    passwordChanged: toInstantOrNull(row.password_changed_at),
    credentials: { userName: userNameOf(row) },
    profile: { ...row.known, ...row.profile_override },
    error: row.last_error,
    needsProvisioning: row.assigned && row.external_id === null && !row.provision_requested,
    person: {
      login: profileText(row.person_profile, "login"),
      displayName: displayNameOf(row.person_profile),
      status: row.person_status,
    },
    _links: {
      app: { href: `${publicBaseUrl}/api/v1/apps/${row.app_id}` },
      user: { href: `${publicBaseUrl}/api/v1/users/${row.person_id}` },
    },
  };
}

/** STAGED: the account is still to be made. PROVISIONED: it is known. ACTIVE: found by an import and confirmed, or nothing is provisioned. */
function statusOf(row: AppUserRow): AppUser["status"] {
  if (!row.assigned) return "DEPROVISIONED";
  if (!row.provisioning_enabled || row.origin === "confirmed") return "ACTIVE";
  return row.external_id === null ? "STAGED" : "PROVISIONED";
}

/** The name that the app confirmed, else the one that will be sent. */
function userNameOf(row: AppUserRow): string | null {
  const known = row.user_name ?? row.user_name_override;
  if (known !== null) return known;
  const computed = computeUserName(
    { type: row.user_name_type, template: row.user_name_template },
    {
      user: row.person_profile,
      internal: { id: row.person_id, status: row.person_status },
      instance: { userSuffix: row.user_name_suffix },
    },
  );
  return computed.ok ? computed.userName : null;
}
