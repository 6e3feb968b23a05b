/** A person as Okta's user object (okta-management-api §6.1). */
import type { DirectoryUser } from "../../contract.ts";
import type { PersonRow } from "../../domain/person-row.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** The one user type. */
const USER_TYPE_ID = "oty00000000000000000";

/** Okta's user with its link. Empty `mobilePhone` and `secondEmail` show as null, as in all of Okta's answers. */
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
      provider: { type: "OKTA", name: "OKTA" },
    },
    _links: { self: { href: `${publicBaseUrl}/api/v1/users/${person.id}` } },
  };
}
