/** A person as Okta's user object (okta-management-api §6.1). */
import type { DirectoryUser } from "../../contract.ts";
import { CREDENTIAL_STATUSES, destinationOf, type LifecycleOperation } from "../../domain/lifecycle-table.ts";
import type { PersonRow } from "../../domain/person-row.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** The one user type, and its schema. */
export const USER_TYPE_ID = "oty00000000000000000";
/** Id of the schema of the one user type. */
export const USER_SCHEMA_ID = "osc00000000000000000";

/** A link of Okta's: where, and with which method when it is not GET. */
interface Link {
  readonly href: string;
  readonly method?: "POST";
}

/** Okta's user as it stands in a list, with its own link only. Empty `mobilePhone` and `secondEmail` show as null, as in all of Okta's answers. */
export function renderUser(
  person: PersonRow,
  publicBaseUrl: string,
): DirectoryUser & Readonly<Record<string, unknown>> {
  return {
    id: person.id,
    status: person.status,
    created: toInstant(person.created_at),
    activated: toInstantOrNull(person.activated_at),
    statusChanged: toInstantOrNull(person.status_changed_at),
    lastLogin: null,
    lastUpdated: toInstant(person.last_updated_at),
    passwordChanged: toInstantOrNull(person.password_changed_at),
    type: { id: USER_TYPE_ID },
    profile: { mobilePhone: null, secondEmail: null, ...person.profile },
    credentials: {
      ...(person.has_password ? { password: {} } : {}),
      ...(person.recovery_question === null ? {} : { recovery_question: { question: person.recovery_question } }),
      provider: { type: person.provider_type, name: person.provider_name },
    },
    _links: { self: { href: `${publicBaseUrl}/api/v1/users/${person.id}` } },
  };
}

/** As `renderUser`, with a link for every operation that the person's status permits: scripts follow them. */
export function renderSingleUser(
  person: PersonRow,
  publicBaseUrl: string,
): DirectoryUser & Readonly<Record<string, unknown>> {
  const meta = `${publicBaseUrl}/api/v1/meta`;
  const links: Readonly<Record<string, Link>> = {
    self: { href: `${publicBaseUrl}/api/v1/users/${person.id}` },
    schema: { href: `${meta}/schemas/user/${USER_SCHEMA_ID}` },
    type: { href: `${meta}/types/user/${USER_TYPE_ID}` },
    ...operationLinks(person, `${publicBaseUrl}/api/v1/users/${person.id}`),
  };
  return { ...renderUser(person, publicBaseUrl), _links: links };
}

const LIFECYCLE_LINKS: Readonly<Record<string, LifecycleOperation>> = {
  activate: "activate",
  reactivate: "reactivate",
  deactivate: "deactivate",
  suspend: "suspend",
  unsuspend: "unsuspend",
  unlock: "unlock",
  resetPassword: "reset_password",
  expirePassword: "expire_password",
};

function operationLinks(person: PersonRow, self: string): Readonly<Record<string, Link>> {
  const post = (path: string): Link => ({ href: `${self}/${path}`, method: "POST" });
  const links: Record<string, Link> = {};
  for (const [name, operation] of Object.entries(LIFECYCLE_LINKS)) {
    if (destinationOf(person, operation) !== undefined) links[name] = post(`lifecycle/${operation}`);
  }
  const may = (operation: keyof typeof CREDENTIAL_STATUSES) =>
    person.has_password && CREDENTIAL_STATUSES[operation].some((status) => status === person.status);
  if (may("change_password")) links["changePassword"] = post("credentials/change_password");
  if (may("change_recovery_question")) links["changeRecoveryQuestion"] = post("credentials/change_recovery_question");
  if (may("forgot_password") && person.recovery_question !== null)
    links["forgotPassword"] = post("credentials/forgot_password");
  return links;
}
