/** A group as Okta's group object (okta-management-api §8). */
import type { DirectoryGroup } from "../../contract.ts";
import type { GroupRow } from "../../domain/groups.ts";
import { toInstant } from "./instant.ts";

/** What `expand=stats` adds. */
export interface GroupStats {
  readonly usersCount: number;
  readonly appsCount: number;
  readonly groupPushMappingsCount: number;
}

/** Okta's group with its links; `stats` when `expand=stats` asked for them. */
export function renderGroup(
  group: GroupRow & { readonly stats?: GroupStats | null },
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
    ...(group.stats === undefined || group.stats === null
      ? {}
      : { _embedded: { stats: { ...group.stats, hasAdminPrivilege: false } } }),
  };
}
