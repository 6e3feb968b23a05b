/** Switches of a connection: single fields of the dialect that this target needs otherwise. Stored as JSON, validated here, documented from here. */
import { isJsonArray, isJsonObject, type Json } from "@lockstep/scim";
import type { Passport } from "@lockstep/scim-client";
import { isAttributePath } from "./attribute-path.ts";
import type { Dialect, DialectName } from "./dialect.ts";
import { DIALECTS } from "./dialects.ts";
import { effectiveDialect } from "./effective-dialect.ts";

/** What may be set otherwise for one connection. */
export type TargetSwitches = Partial<Omit<Dialect, "name">>;

/** What one switch takes. */
export type SwitchKind =
  | { readonly type: "choice"; readonly choices: readonly string[] }
  | { readonly type: "boolean" }
  | { readonly type: "integer"; readonly min: number; readonly max: number }
  | { readonly type: "paths" };

/** One switch, as administrators read of it. */
export interface SwitchDefinition {
  readonly name: keyof TargetSwitches;
  readonly kind: SwitchKind;
  readonly meaning: string;
  /** A target that needs it other than most. */
  readonly neededBy: string;
}

const choice = (...choices: readonly string[]): SwitchKind => ({ type: "choice", choices });
const boolean: SwitchKind = { type: "boolean" };
const paths: SwitchKind = { type: "paths" };

/** All switches, in the order in which they are shown. */
export const SWITCHES: readonly SwitchDefinition[] = [
  {
    name: "userUpdate",
    kind: choice("PUT", "PATCH"),
    meaning: "How a changed profile is sent: the whole user after a read, or the smallest PATCH.",
    neededBy: "targets with one of the two verbs only",
  },
  {
    name: "userLifecycle",
    kind: choice("PUT", "PATCH", "PATCH_PATHLESS"),
    meaning:
      "How an account is switched on and off: by PUT, by PATCH of the path `active`, or by PATCH without a path.",
    neededBy: "targets without PATCH; targets that read one form of it",
  },
  {
    name: "deactivation",
    kind: choice("ACTIVE", "DELETE"),
    meaning:
      "Whether a person who leaves is switched off, or the account is deleted. A deleted account does not come back: who returns gets a new one.",
    neededBy: "targets that know no inactive accounts",
  },
  {
    name: "password",
    kind: choice("PUT", "PATCH", "PATCH_PATHLESS"),
    meaning: "How a password is sent.",
    neededBy: "targets without PATCH",
  },
  {
    name: "group",
    kind: choice("PUT", "PATCH"),
    meaning: "How membership is sent: as additions and removals, or the whole group after a read.",
    neededBy: "targets without PATCH",
  },
  {
    name: "groupRename",
    kind: choice("PATCH", "PATCH_PATHLESS"),
    meaning: "How a group is renamed, where groups are not sent by PUT.",
    neededBy: "targets that read one form of it",
  },
  {
    name: "memberChunkMax",
    kind: { type: "integer", min: 1, max: 10_000 },
    meaning: "Changes of membership in one request at most.",
    neededBy: "AWS IAM Identity Center (100)",
  },
  {
    name: "memberRemoval",
    kind: choice("FILTER", "VALUE"),
    meaning:
      'A member is removed by the path `members[value eq "…"]`, or by the path `members` with the member as its value.',
    neededBy: "GitHub, and other targets that read no filters in paths",
  },
  {
    name: "membersReplaceable",
    kind: boolean,
    meaning: "Whether one PATCH may set all members of a group. If not, the group is read and the difference is sent.",
    neededBy: "AWS IAM Identity Center",
  },
  {
    name: "membersReturned",
    kind: boolean,
    meaning:
      "Whether a group that is read shows its members. If not, the directory's own record counts, and after doubt all additions are sent again.",
    neededBy: "AWS IAM Identity Center",
  },
  {
    name: "patchFilters",
    kind: boolean,
    meaning:
      "Whether the path of a PATCH may hold a filter. If not, an attribute with several values is replaced as a whole.",
    neededBy: "GitHub",
  },
  {
    name: "lookupAttribute",
    kind: choice("userName", "externalId", "emails.value"),
    meaning:
      "What people are looked up by before an account is created. By e-mail an account is taken over by its address alone: choose it only where addresses are verified.",
    neededBy: "targets whose user names are their own",
  },
  {
    name: "lookupBy",
    kind: choice("FILTER", "LIST"),
    meaning: "Whether the target is asked with a filter, or all its users are listed, page by page, and compared here.",
    neededBy: "targets without filters",
  },
  {
    name: "filterCase",
    kind: choice("IGNORED", "EXACT"),
    meaning:
      "Whether a filter finds a name in other letter case too. If not, a name that the target says is taken is looked for in the whole list.",
    neededBy: "targets that compare user names letter by letter",
  },
  {
    name: "conflictStatus",
    kind: { type: "integer", min: 400, max: 599 },
    meaning: "Status of a creation that is refused since the name is taken; 409 and `uniqueness` always say so.",
    neededBy: "targets that answer 400 or 500 there",
  },
  {
    name: "neverSent",
    kind: paths,
    meaning: "Attributes that are left out of every request.",
    neededBy: "targets that refuse what they do not know",
  },
  {
    name: "neverReturned",
    kind: paths,
    meaning: "Attributes that the target takes and does not return. Their absence in an answer is no difference.",
    neededBy: "targets that keep `externalId` to themselves",
  },
  {
    name: "required",
    kind: paths,
    meaning: "Attributes without which no account is created; the task then names the one that is missing.",
    neededBy: "AWS IAM Identity Center, GitHub",
  },
  {
    name: "valuesMax",
    kind: { type: "integer", min: 0, max: 100 },
    meaning: "Values of one attribute at most, the mapped ones first; 0 = any number.",
    neededBy: "AWS IAM Identity Center (1)",
  },
  {
    name: "booleans",
    kind: choice("JSON", "TEXT"),
    meaning:
      'Whether true and false are sent as JSON has them, or as the texts "true" and "false". Both are read always.',
    neededBy: "targets that store booleans as text",
  },
  {
    name: "references",
    kind: choice("id", "externalId", "userName"),
    meaning: "What a reference to another person holds: that person's id, `externalId` or user name in this app.",
    neededBy: "Declaree, whose manager is named by `externalId`",
  },
  {
    name: "referenceAttributes",
    kind: paths,
    meaning:
      "Attributes besides the enterprise user's `manager.value` that name another person: they wait for that person's account.",
    neededBy: "targets with `manager.managerId` or references of their own",
  },
  {
    name: "placeholderPassword",
    kind: boolean,
    meaning: "Whether a new account gets a random password even when none is to be delivered.",
    neededBy: "targets that create no user without a password, or refuse any",
  },
  {
    name: "rateLimitFirstDelayMs",
    kind: { type: "integer", min: 100, max: 3_600_000 },
    meaning: "The first wait in milliseconds after 429 without a readable `Retry-After`.",
    neededBy: "targets with long windows",
  },
  {
    name: "rateLimitHonoursDates",
    kind: boolean,
    meaning:
      "Whether each `Retry-After` is obeyed, dates included. If not, Okta's rule holds: the first one counts and then doubles.",
    neededBy: "targets that answer 429 with a date",
  },
];

const PATHS_MAX = 100;
const PATH_LENGTH_MAX = 255;

/** What the four verbs are where a target has no PATCH at all. */
const WITHOUT_PATCH = { userUpdate: "PUT", userLifecycle: "PUT", password: "PUT", group: "PUT" } as const;

/** Switches as they were given, or every problem with them, each with the place it stands at. */
export type ReadSwitches =
  | { readonly ok: true; readonly switches: TargetSwitches }
  | { readonly ok: false; readonly problems: readonly { readonly place: string; readonly message: string }[] };

/** Checks switches. `patch: false` stands for the four verbs that a target without PATCH needs; null takes a switch back. */
export function readSwitches(given: Json): ReadSwitches {
  if (!isJsonObject(given)) return { ok: false, problems: [{ place: "switches", message: "Must be an object" }] };
  const problems: { readonly place: string; readonly message: string }[] = [];
  const switches: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (name === "patch") {
      if (value === false) Object.assign(switches, WITHOUT_PATCH);
      else if (value !== true) problems.push({ place: "patch", message: "Must be true or false" });
      continue;
    }
    const definition = SWITCHES.find((known) => known.name === name);
    const message = definition === undefined ? unknownName(name) : problemOf(definition.kind, value);
    if (message !== undefined) problems.push({ place: name, message });
    else if (given["patch"] === false && conflictsWithPut(name, value)) {
      problems.push({ place: name, message: "Must be PUT, or left out, where patch is false" });
    } else switches[name] = value;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, switches };
}

/** The dialect of this name, corrected by what was measured on the target and by its connection's switches. */
export function dialectOf(name: DialectName, switches: TargetSwitches = {}, passport?: Passport | null): Dialect {
  return effectiveDialect(DIALECTS[name], { passport, switches });
}

/** The name of a dialect, or undefined when there is none of that name. */
export function findDialectName(name: string): DialectName | undefined {
  return Object.values(DIALECTS).find((dialect) => dialect.name === name)?.name;
}

function conflictsWithPut(name: string, value: Json): boolean {
  return Object.hasOwn(WITHOUT_PATCH, name) && value !== "PUT";
}

function unknownName(name: string): string {
  return `'${name}' is not a switch; there are patch, ${SWITCHES.map((known) => known.name).join(", ")}`;
}

function problemOf(kind: SwitchKind, value: Json): string | undefined {
  switch (kind.type) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "Must be true or false";
    case "choice":
      return typeof value === "string" && kind.choices.includes(value)
        ? undefined
        : `Must be one of ${kind.choices.join(", ")}`;
    case "integer":
      return typeof value === "number" && Number.isInteger(value) && value >= kind.min && value <= kind.max
        ? undefined
        : `Must be a whole number from ${kind.min} to ${kind.max}`;
    case "paths":
      return problemOfPaths(value);
  }
}

function problemOfPaths(value: Json): string | undefined {
  if (!isJsonArray(value) || value.length > PATHS_MAX) return `Must be a list of at most ${PATHS_MAX} attribute paths`;
  const bad = value.find((path) => typeof path !== "string" || path.length > PATH_LENGTH_MAX || !isAttributePath(path));
  return bad === undefined
    ? undefined
    : `${JSON.stringify(bad)} is not an attribute path such as title, name.givenName or urn:…:User:manager.value`;
}
