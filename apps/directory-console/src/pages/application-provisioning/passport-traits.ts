/** The passport in the words of the page: what the target can do, cannot do, and how it does it. */

import type { PassportView } from "@lockstep/directory-app/contract";
import { formatNumber } from "@lockstep/ui";
import { messages } from "../../messages.ts";

const t = messages.passport;

type Traits = NonNullable<PassportView["passport"]>["traits"];

/** One line of the card. `isGood` null: a fact that is neither. */
export interface TraitLine {
  readonly label: string;
  readonly value: string;
  readonly isGood: boolean | null;
}

/** The traits that decide how an administrator's changes are sent, in the order in which people ask. */
export function traitLines(traits: Traits): readonly TraitLine[] {
  return [
    can(t.traits.put, traits.user.put),
    can(t.traits.patch, traits.user.patch.path || traits.user.patch.pathless),
    can(t.traits.valuePath, traits.user.patch.valuePath),
    can(t.traits.inactiveFound, traits.user.inactiveFound),
    fact(t.traits.delete, t.deletes[traits.user.delete]),
    {
      label: t.traits.conflict,
      value: traits.conflict.accepted ? t.twin : t.status(traits.conflict.status),
      isGood: !traits.conflict.accepted,
    },
    can(t.traits.filter, traits.filters.userName),
    can(t.traits.externalId, traits.filters.externalId),
    ...groupLines(traits.group),
    fact(t.traits.pageSize, traits.paging.pageSizeMax === null ? t.noBound : formatNumber(traits.paging.pageSizeMax)),
    can(t.traits.cursor, traits.paging.cursor),
    can(t.traits.etag, traits.versions.ifMatch === null ? null : traits.versions.ifMatch === "checked"),
    fact(t.traits.latency, t.latency(traits.latency.p50Ms, traits.latency.p99Ms)),
  ];
}

function groupLines(group: Traits["group"]): readonly TraitLine[] {
  if (group === null) return [{ label: t.traits.groups, value: t.no, isGood: false }];
  const removal = group.removeByFilter || group.removeByValue;
  return [
    can(t.traits.groups, true),
    can(t.traits.addMembers, group.addMembers),
    can(t.traits.removeMembers, removal),
    fact(t.traits.chunk, formatNumber(group.chunkAccepted)),
  ];
}

function can(label: string, isTrue: boolean | null): TraitLine {
  return { label, value: isTrue === null ? t.unknown : isTrue ? t.yes : t.no, isGood: isTrue };
}

function fact(label: string, value: string): TraitLine {
  return { label, value, isGood: null };
}
