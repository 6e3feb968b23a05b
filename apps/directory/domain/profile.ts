/** Profiles: values against the schema. Unset attributes are left out. */
import type { ProfileValue } from "../contract.ts";
import type { ProfileSchema } from "./profile-schema/attribute.ts";
import { isSameValue, valueProblem } from "./profile-schema/check-value.ts";
import type { Profile } from "./tables.ts";

/** One thing that is wrong with a profile. */
export interface ProfileProblem {
  readonly attribute: string;
  readonly message: string;
}

/** A profile that keeps the rules, or all that is wrong with it. */
export type ProfileResult =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly problems: readonly ProfileProblem[] };

/** What a profile is read for. */
export interface ProfileReading {
  /** Attributes that are not given stay as they are (partial update). Without it they are unset (replace). */
  readonly current?: Profile | undefined;
  /** Attributes that are not given take their default (create). */
  readonly isNew?: boolean | undefined;
}

/** Checks a profile. `null`, "" and an empty list unset an attribute. */
export function readProfile(
  schema: ProfileSchema,
  input: Readonly<Record<string, unknown>>,
  reading: ProfileReading = {},
): ProfileResult {
  const problems: ProfileProblem[] = [];
  const profile = new Map<string, ProfileValue>(Object.entries(reading.current ?? {}));
  for (const [name, value] of Object.entries(input)) {
    const attribute = schema.byName.get(name);
    if (attribute === undefined) {
      problems.push({ attribute: name, message: `Property name '${name}' is not a profile attribute` });
    } else if (isEmpty(value)) {
      profile.delete(name);
    } else {
      const problem = valueProblem(attribute, value);
      if (problem !== undefined) problems.push({ attribute: name, message: problem });
      else profile.set(name, value as ProfileValue);
    }
  }
  for (const attribute of schema.attributes) {
    const isMissing = !profile.has(attribute.name) && !problems.some((problem) => problem.attribute === attribute.name);
    if (!isMissing) continue;
    const byDefault = reading.isNew === true ? attribute.default : undefined;
    if (byDefault !== undefined) profile.set(attribute.name, byDefault);
    else if (attribute.required === true)
      problems.push({ attribute: attribute.name, message: "The field cannot be left blank" });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, profile: inOrder(schema, profile) };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function inOrder(schema: ProfileSchema, profile: ReadonlyMap<string, ProfileValue>): Profile {
  const ordered: Record<string, ProfileValue> = {};
  for (const { name } of schema.attributes) {
    const value = profile.get(name);
    if (value !== undefined) ordered[name] = value;
  }
  return ordered;
}

/** Names of the attributes whose values differ. */
export function changedAttributes(before: Profile, after: Profile): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isSameValue(before[name], after[name]));
}

/** The text of an attribute; "" when it is unset. */
export function profileText(profile: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.hasOwn(profile, name) ? profile[name] : undefined;
  return value === undefined || value === null ? "" : String(value);
}

/** What a person is called in lists and logs: display name, else first and last name, else login. */
export function displayNameOf(profile: Profile): string {
  const [displayName, firstName, lastName, login] = ["displayName", "firstName", "lastName", "login"].map((name) =>
    profileText(profile, name),
  );
  return displayName || [firstName, lastName].filter(Boolean).join(" ") || (login ?? "");
}
