/** How the store's tables answer filters and sort keys. The outer resource is always `r`. */
import type { ResourceShape } from "@lockstep/scim";
import type { ResourceParts } from "@lockstep/scim-server";
import type { TableLayout } from "@lockstep/scim-sql";

/** Holder and member are resources of one table; `x` is the other side of a membership row `m`. */
const DISPLAY = "display_name(x.doc)";

/** The type whose `members` are rows of their own. */
export const HOLDER_TYPE = "Group";
/** The type whose `groups` are read from those rows. */
const MEMBER_TYPE = "User";

/** The parts asked for that resources of this type have. */
export function partsOf({ type }: ResourceShape, include: ResourceParts): ResourceParts {
  return {
    members: include.members && type.name === HOLDER_TYPE,
    groups: include.groups && type.name === MEMBER_TYPE,
  };
}

/** Layout of the table `resource r`. */
export const RESOURCE_LAYOUT: TableLayout = {
  doc: "r.doc",
  id: "r.id",
  createdAt: "r.created_at",
  modifiedAt: "r.modified_at",
  version: "r.version",
  columns: { username: "r.user_name_key", externalid: "r.external_id", displayname: "r.display_name_key" },
  relations: {},
  uniqueValues: {
    from: "unique_value u",
    where: "u.account_id = r.account_id and u.type = r.type and u.resource_id = r.id",
    attribute: "u.attribute",
    key: "u.value_key",
  },
  foldFunction: "fold_case",
  instantFunction: "to_instant",
};

/** The layout for a resource type: relations exist for the two types that membership joins. */
export function layoutOf(type: string): TableLayout {
  if (type === HOLDER_TYPE) return { ...RESOURCE_LAYOUT, relations: { members: MEMBERS } };
  if (type === MEMBER_TYPE) return { ...RESOURCE_LAYOUT, relations: { groups: GROUPS } };
  return RESOURCE_LAYOUT;
}

const MEMBERS: TableLayout["relations"][string] = {
  from: "membership m",
  where: "m.account_id = r.account_id and m.group_id = r.id",
  value: "m.member_id",
  join: "join resource x on x.account_id = m.account_id and x.id = m.member_id",
  attributes: { type: "x.type", display: DISPLAY },
};

const GROUPS: TableLayout["relations"][string] = {
  from: "membership m",
  where: "m.account_id = r.account_id and m.member_id = r.id",
  value: "m.group_id",
  join: "join resource x on x.account_id = m.account_id and x.id = m.group_id",
  attributes: { type: "'direct'", display: DISPLAY },
};
