/** What is spoken to one target: its dialect, corrected by what was measured on it and by what an administrator set. */
import type { GroupTraits, Passport } from "@lockstep/scim-client";
import type { Dialect } from "./dialect.ts";

/**
 * The dialect with the passport's findings on top, and switches on top of those: a person knows best. A verb gives way only to one that was seen
 * to work; where none was, the dialect's own stays.
 */
export function effectiveDialect(
  dialect: Dialect,
  known: { readonly passport?: Passport | null | undefined; readonly switches?: Partial<Omit<Dialect, "name">> },
): Dialect {
  const { passport, switches } = known;
  const measured = passport === undefined || passport === null ? {} : measuredOf({ ...dialect, ...switches }, passport);
  return { ...dialect, ...measured, ...switches };
}

function measuredOf(dialect: Dialect, passport: Passport): Partial<Dialect> {
  const { put, patch } = passport.user;
  const works = { PUT: put, PATCH: patch.path, PATCH_PATHLESS: patch.pathless };
  const verbs = ["PATCH_PATHLESS", "PATCH", "PUT"] as const;
  return {
    userLifecycle: firstWorking(dialect.userLifecycle, verbs, works),
    password: firstWorking(dialect.password, verbs, works),
    userUpdate: firstWorking(dialect.userUpdate, ["PATCH", "PUT"], works),
    // Without any path that works, nothing is known of filters in it.
    ...(patch.path ? { patchFilters: patch.valuePath } : {}),
    // Interop: a target that knows no filter is listed, and the rows are compared here.
    ...(passport.filters[dialect.lookupAttribute] ? {} : { lookupBy: "LIST" as const }),
    ...(passport.user.filterIgnoresCase === false ? { filterCase: "EXACT" as const } : {}),
    ...(passport.conflict.accepted ? {} : { conflictStatus: passport.conflict.status }),
    // A target that tells dates means them, whatever the dialect makes of them elsewhere.
    ...(passport.retryAfter === "date" ? { rateLimitHonoursDates: true } : {}),
    ...(passport.group === null ? {} : measuredOfGroups(dialect, passport.group)),
  };
}

function measuredOfGroups(dialect: Dialect, group: GroupTraits): Partial<Dialect> {
  const removal = { FILTER: group.removeByFilter, VALUE: group.removeByValue };
  const canPatch = group.addMembers && (removal.FILTER || removal.VALUE);
  const rename = { PATCH: group.renamePath, PATCH_PATHLESS: group.renamePathless };
  return {
    group: firstWorking(dialect.group, ["PATCH", "PUT"], { PATCH: canPatch, PUT: group.put }),
    groupRename: firstWorking(dialect.groupRename, ["PATCH", "PATCH_PATHLESS"], rename),
    membersReturned: group.membersReturned,
    ...(group.addMembers ? { membersReplaceable: group.replaceMembers, memberChunkMax: chunkOf(dialect, group) } : {}),
    memberRemoval: firstWorking(dialect.memberRemoval, ["FILTER", "VALUE"], removal),
  };
}

/** Below a refusal, what was accepted; without one, the bound of the measuring says nothing against the dialect's number. */
function chunkOf(dialect: Dialect, group: GroupTraits): number {
  if (group.chunkAccepted === 0) return dialect.memberChunkMax;
  return group.chunkRefused === null ? Math.max(dialect.memberChunkMax, group.chunkAccepted) : group.chunkAccepted;
}

function firstWorking<Verb extends string>(
  wanted: Verb,
  others: readonly Verb[],
  works: Readonly<Record<Verb, boolean>>,
): Verb {
  return works[wanted] ? wanted : (others.find((verb) => works[verb]) ?? wanted);
}
