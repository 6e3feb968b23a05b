/** The passport: what a target really does, measured on it and not read from its manual. Pure data, stored as JSON. */

/** Form of the passport; one of another form is measured anew. */
export const PASSPORT_VERSION = 1;

/** What was measured. `null` = could not be measured, with the reason in `notes`. "Accepted" means that a later read showed the effect. */
export interface Passport {
  readonly version: typeof PASSPORT_VERSION;
  readonly user: {
    /** PUT of the whole user, after a read. */
    readonly put: boolean;
    readonly patch: {
      /** `{op: "replace", path: "active", value: false}` and a path to a sub-attribute. */
      readonly path: boolean;
      /** `{op: "replace", value: {active: false}}`. */
      readonly pathless: boolean;
      /** `emails[type eq "work"].value`. */
      readonly valuePath: boolean;
      /** `Replace` instead of `replace`, as Entra writes it. */
      readonly upperCaseOp: boolean;
      /** `"False"` instead of `false`. */
      readonly stringBoolean: boolean;
    };
    /** Whether an inactive user is among the users listed, and found by its name. */
    readonly inactiveListed: boolean | null;
    readonly inactiveFound: boolean | null;
    /** Whether `userName eq` and the rule that names are unique ignore letter case. */
    readonly filterIgnoresCase: boolean | null;
    readonly uniqueIgnoresCase: boolean | null;
    /** What DELETE does, and whether the name is free afterwards. */
    readonly delete: "removed" | "deactivated" | "ignored" | "refused";
    readonly nameFreeAfterDelete: boolean | null;
  };
  /** The answer to a second user of the same name. `accepted`: the target made a twin. */
  readonly conflict: { readonly status: number; readonly scimType: string | null; readonly accepted: boolean };
  /** `null` = the target has no groups. */
  readonly group: GroupTraits | null;
  /** Which filters with `eq` found exactly the row that was meant. */
  readonly filters: Readonly<Record<UserFilterName | GroupFilterName, boolean>>;
  readonly paging: {
    /** Rows of one page at most; null = more than was asked for were never there. */
    readonly pageSizeMax: number | null;
    readonly pageSizeAsked: number;
    /** Whether `totalResults` is the number of rows that a walk over all pages gives; null = too many to walk. */
    readonly totalIsTrue: boolean | null;
    readonly startIndexWorks: boolean | null;
    /** RFC 9865. */
    readonly cursor: boolean;
  };
  readonly versions: {
    readonly etagSent: boolean;
    /** What becomes of a write under an `If-Match` that does not match. */
    readonly ifMatch: "checked" | "ignored" | null;
  };
  /** How the wait after 429 or 503 is told; null = none was seen. */
  readonly retryAfter: "seconds" | "date" | "unreadable" | "absent" | null;
  readonly latency: Latency;
  /** What could not be measured, and why. */
  readonly notes: readonly string[];
}

/** What the target does with groups. */
export interface GroupTraits {
  readonly put: boolean;
  readonly renamePath: boolean;
  readonly renamePathless: boolean;
  readonly addMembers: boolean;
  /** `members[value eq "…"]` as the path of a removal. */
  readonly removeByFilter: boolean;
  /** The member as the value of a removal of `members`. */
  readonly removeByValue: boolean;
  readonly replaceMembers: boolean;
  /** Whether a group that is read says who is in it; without that the other traits of members only say that nothing was refused. */
  readonly membersReturned: boolean;
  /** Members of one PATCH: the most that was accepted, and the fewest that were refused (null = the bound was reached). */
  readonly chunkAccepted: number;
  readonly chunkRefused: number | null;
}

/** Filters on users that are tried. */
export type UserFilterName = "userName" | "externalId" | "emails.value" | "id" | "userName and active";
/** Filters on groups that are tried. */
export type GroupFilterName = "Group displayName" | "Group externalId";

/** Time to the whole answer, in milliseconds. */
export interface Latency {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** One trait that differs between two passports. */
export interface PassportDifference {
  /** Path in the passport, such as `user.patch.path`. */
  readonly trait: string;
  readonly before: string;
  readonly after: string;
}

/** What changed since an earlier measuring. Latency always differs and is left out. */
export function comparePassports(before: Passport, after: Passport): readonly PassportDifference[] {
  const old = new Map(traitsOf(before));
  const differences = traitsOf(after).map(([trait, value]) => ({
    trait,
    before: old.get(trait) ?? "absent",
    after: value,
  }));
  const gone = [...old.keys()].filter((trait) => !differences.some((difference) => difference.trait === trait));
  return [
    ...differences,
    ...gone.map((trait) => ({ trait, before: old.get(trait) ?? "absent", after: "absent" })),
  ].filter((difference) => difference.before !== difference.after);
}

function traitsOf(passport: Passport): readonly (readonly [string, string])[] {
  const { latency: _, notes: __, version: ___, ...traits } = passport;
  return flatten("", traits);
}

function flatten(prefix: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[prefix, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(prefix === "" ? key : `${prefix}.${key}`, inner));
}

/** Rows to ask for at once where nothing was measured. */
const PAGE_SIZE = 100;

/** How many rows of a list are worth asking for at once: as many as came, or as were asked for without a refusal. */
export function pageSizeOf(passport: Passport | null): number {
  return passport?.paging.pageSizeMax ?? passport?.paging.pageSizeAsked ?? PAGE_SIZE;
}

/** The distribution of durations; all zero without any. */
export function latencyOf(durationsMs: readonly number[]): Latency {
  const sorted = durationsMs.map(Math.round).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { requests: sorted.length, p50Ms: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99), maxMs: at(1) };
}
