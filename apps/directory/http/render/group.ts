/** A group as Okta's group object (okta-management-api §8). */
import type { DirectoryGroup } from "../../contract.ts";
import type { GroupRow } from "../../domain/groups.ts";
import { toInstant } from "./instant.ts";

/** Okta's group with its links; `usersCount` when `expand=stats` asked for it. */
export function renderGroup(
  group: GroupRow & { readonly users_count?: number | null },
  publicBaseUrl: string,
): DirectoryGroup & Readonly<Record<string, unknown>> {
  const self = `${publicBaseUrl}/api/v1/groups/${group.id}`;
  return {
    id: group.id,
    created: toInstant(group.created_at),
    lastUpdated: toInstant(group.last_updated_at),
    lastMembershipUpdated: toInstant(group.last_membership_updated_at),
    objectClass: ["okta:user_group"],
    type: group.type,
    profile: { name: group.name, description: group.description },
    _links: { self: { href: self }, users: { href: `${self}/users` }, apps: { href: `${self}/apps` } },
    ...(group.users_count === undefined || group.users_count === null
      ? {}
      : { _embedded: { stats: { usersCount: group.users_count } } }),
  };
}
