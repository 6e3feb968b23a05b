/** The passport in the words of the page: what the target can do, cannot do, and how it does it. */

import type { PassportView } from "@lockstep/directory-app/contract";
import { formatNumber } from "@lockstep/ui";
import { messages } from "../../messages.ts";

const t = messages.passport;

type Measured = NonNullable<PassportView["passport"]>;
type Traits = Measured["traits"];
type Use = Measured["uses"][keyof Measured["uses"]];

/** One line of the card. `isGood` null: a fact that is neither. */
export interface TraitLine {
  readonly label: string;
  readonly value: string;
  readonly isGood: boolean | null;
  /** What the directory makes of it; null where the lines below it say so. */
  readonly use: Use | null;
}

/** The traits that decide how an administrator's changes are sent, in the order in which people ask. */
export function traitLines({ traits, uses }: Measured): readonly TraitLine[] {
  const { user, paging, versions, conflict, filters, latency } = traits;
  return [
    can(t.traits.put, user.put, uses["user.put"]),
    can(t.traits.patch, user.patch.path || user.patch.pathless, uses["user.patch.path"]),
    can(t.traits.valuePath, user.patch.valuePath, uses["user.patch.valuePath"]),
    can(t.traits.inactiveFound, user.inactiveFound, uses["user.inactiveFound"]),
    fact(t.traits.delete, t.deletes[user.delete], uses["user.delete"]),
    {
      label: t.traits.conflict,
      value: conflict.accepted ? t.twin : t.status(conflict.status),
      isGood: !conflict.accepted,
      use: conflict.accepted ? uses["conflict.accepted"] : uses["conflict.status"],
    },
    can(t.traits.filter, filters.userName, uses["filters.userName"]),
    can(t.traits.externalId, filters.externalId, uses["filters.externalId"]),
    ...groupLines(traits.group, uses),
    paging.pageSizeMax === null
      ? fact(t.traits.pageSize, t.noBound, uses["paging.pageSizeAsked"])
      : fact(t.traits.pageSize, formatNumber(paging.pageSizeMax), uses["paging.pageSizeMax"]),
    can(t.traits.cursor, paging.cursor, uses["paging.cursor"]),
    can(t.traits.etag, versions.ifMatch === null ? null : versions.ifMatch === "checked", uses["versions.ifMatch"]),
    fact(t.traits.latency, t.latency(latency.p50Ms, latency.p99Ms), uses["latency.p50Ms"]),
  ];
}

function groupLines(group: Traits["group"], uses: Measured["uses"]): readonly TraitLine[] {
  if (group === null) return [can(t.traits.groups, false, null)];
  const removal = group.removeByFilter || group.removeByValue;
  return [
    can(t.traits.groups, true, null),
    can(t.traits.addMembers, group.addMembers, uses["group.addMembers"]),
    can(t.traits.removeMembers, removal, uses["group.removeByFilter"]),
    fact(t.traits.chunk, formatNumber(group.chunkAccepted), uses["group.chunkAccepted"]),
  ];
}

function can(label: string, isTrue: boolean | null, use: Use | null): TraitLine {
  return { label, value: isTrue === null ? t.unknown : isTrue ? t.yes : t.no, isGood: isTrue, use };
}

function fact(label: string, value: string, use: Use): TraitLine {
  return { label, value, isGood: null, use };
}
