/** Rows of the table `resource` as the server's port wants them. */
import type { ResourceId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import type { Member, ResourceParts, StoredResource } from "@lockstep/scim-server";

/** One resource as read; `members` and `groups` are lists of [id, type, display]. */
export interface ResourceRow {
  readonly id: ResourceId;
  readonly version: number;
  readonly created_ms: number;
  readonly modified_ms: number;
  readonly doc: JsonObject;
  readonly members: readonly MemberItem[] | null;
  readonly groups: readonly MemberItem[] | null;
}

/** A member, or a group of one, as the database answers it. */
export type MemberItem = readonly [id: ResourceId, type: string, display: string | null];

/** The select list of a resource `r` with the parts asked for; each part is one sub-select of the same statement. */
export function selectList(include: ResourceParts): string {
  return `r.id, r.version::float8 as version, (extract(epoch from r.created_at) * 1000)::float8 as created_ms,
    (extract(epoch from r.modified_at) * 1000)::float8 as modified_ms, r.doc,
    ${include.members ? partSelect("m.group_id = r.id", "m.member_id") : "null"} as members,
    ${include.groups ? partSelect("m.member_id = r.id", "m.group_id", "'direct'") : "null"} as groups`;
}

/** Ordered by display name, then id. */
function partSelect(tie: string, other: string, type = "x.type"): string {
  return `(select coalesce(json_agg(json_build_array(x.id, ${type}, display_name(x.doc))
      order by display_name(x.doc) collate "C", x.id), '[]'::json)
    from membership m join resource x on x.account_id = m.account_id and x.id = ${other}
    where m.account_id = r.account_id and ${tie})`;
}

/** The resource of a row; parts that were not asked for are absent. */
export function toStored(row: ResourceRow): StoredResource {
  return {
    id: row.id,
    version: row.version,
    createdAt: toIso(row.created_ms),
    lastModifiedAt: toIso(row.modified_ms),
    attributes: row.doc,
    ...(row.members === null ? {} : { members: row.members.map(toMember) }),
    ...(row.groups === null ? {} : { groups: row.groups.map(toMember) }),
  };
}

/** The resource with the groups that a write answered; null when they were not asked for. */
export function withGroups(state: StoredResource, groups: readonly MemberItem[] | null): StoredResource {
  return groups === null ? state : { ...state, groups: groups.map(toMember) };
}

function toMember([value, type, display]: MemberItem): Member {
  return display === null ? { value, type } : { value, type, display };
}

const DAY_MS = 86_400_000;
const TIME_LENGTH = "00:00:00.000Z".length;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
let lastDay = { number: Number.NaN, text: "" };

/** ISO 8601 in UTC with milliseconds. Perf: instants of one day, as most are, share its text; each read has two of them. */
export function toIso(milliseconds: number): string {
  const instant = Math.round(milliseconds);
  const day = Math.floor(instant / DAY_MS);
  if (day !== lastDay.number)
    lastDay = { number: day, text: new Date(day * DAY_MS).toISOString().slice(0, -TIME_LENGTH) };
  const ofDay = instant - day * DAY_MS;
  const [hours, minutes, seconds] = [
    Math.floor(ofDay / 3_600_000),
    Math.floor(ofDay / 60_000) % 60,
    Math.floor(ofDay / 1_000) % 60,
  ];
  const fraction = ofDay % 1_000;
  const zeros = fraction < 10 ? "00" : fraction < 100 ? "0" : "";
  return `${lastDay.text}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes]}:${TWO_DIGITS[seconds]}.${zeros}${fraction}Z`;
}
