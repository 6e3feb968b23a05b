/** What the directory wants an app to hold for one person: profile, mappings, user name format and overrides (okta-client §3.3, §3.6, §3.7). */
import type { DesiredUser } from "@lockstep/engine";
import type { ExpressionScope } from "@lockstep/expression";
import type { JsonObject } from "@lockstep/scim";
import { shapeOfApp } from "../domain/app-schema.ts";
import type { SourcedValue } from "./app-values.ts";
import { type MappingProblem, withClears, withoutHollowElements, writeMapped } from "./attribute-mapping.ts";
import { parentOf, subjectScope, subjectValues } from "./subject-values.ts";
import { computeUserName } from "./user-name.ts";
import type { UserSubject } from "./user-subject.ts";

/** The desired state, or the mapping that cannot be computed. */
export type DesiredUserResult =
  | { readonly ok: true; readonly desired: DesiredUser }
  | { readonly ok: false; readonly problem: MappingProblem };

/**
 * Computes the desired state. `isNew`: the account is about to be created, so that create-only mappings count.
 * An unassigned person is to be absent, which needs no mapping at all.
 */
export function desiredUser(
  subject: UserSubject,
  options: { readonly isNew: boolean; readonly maybeCreated: boolean; readonly now: number },
): DesiredUserResult {
  if (!subject.assigned || isSwitchedOff(subject)) {
    return {
      ok: true,
      desired: { kind: "absent", ...(options.maybeCreated ? { externalId: subject.person.id } : {}) },
    };
  }
  const scope = subjectScope(subject, options.now);
  const userName = desiredUserName(subject, scope, options.isNew);
  if (!userName.ok) return userName;
  const attributes = desiredAttributes(subject, subjectValues(subject, scope, options.isNew));
  if (!attributes.ok) return attributes;
  return {
    ok: true,
    desired: {
      kind: "present",
      attributes: attributes.attributes,
      userName: userName.userName,
      externalId: subject.person.id,
      passwordPending: isPasswordDue(subject),
    },
  };
}

/** Whether the person keeps the app, but not a working account in it while suspended. */
export function isSwitchedOff({ person, app }: UserSubject): boolean {
  return person.status === "SUSPENDED" && app.suspendedPeople === "DEACTIVATE";
}

/** Whether a password is to be sent: Sync Password is on, one is due, and with the directory's own password it is at hand. */
export function isPasswordDue(subject: UserSubject): boolean {
  const { app } = subject;
  if (!app.features.syncPassword || !subject.passwordPending) return false;
  return app.passwordSeed === "RANDOM" || subject.passwordSealed !== null;
}

/** Whether any mapping applies to the creation of an account only. */
export function hasCreateOnlyMappings(subject: UserSubject): boolean {
  return subject.app.mappings.some((mapping) => mapping.pushStatus === "DONT_PUSH");
}

type UserNameResult =
  | { readonly ok: true; readonly userName: string }
  | { readonly ok: false; readonly problem: MappingProblem };

/** The user name that the person is to have in the app. */
export function desiredUserName(subject: UserSubject, scope: ExpressionScope, isNew: boolean): UserNameResult {
  if (subject.userNameOverride !== null && subject.userNameOverride !== "")
    return { ok: true, userName: subject.userNameOverride };
  // "Update application username on: Create only".
  if (!isNew && subject.app.userName.push === "DONT_PUSH" && subject.userName !== null) {
    return { ok: true, userName: subject.userName };
  }
  return computeUserName(subject.app.userName, scope);
}

type AttributesResult =
  | { readonly ok: true; readonly attributes: JsonObject }
  | { readonly ok: false; readonly problem: MappingProblem };

/** The profile that values make: each written at its path. */
export function desiredAttributes(subject: UserSubject, values: readonly SourcedValue[]): AttributesResult {
  const shape = shapeOfApp(subject.app.customAttributes);
  // Without its value the rest of a reference says nothing: a manager's name waits with the manager's id.
  const open = subject.references
    .filter(({ value }) => value === undefined)
    .map(({ attribute }) => parentOf(attribute));
  const cleared: string[] = [];
  let attributes: JsonObject = {};
  for (const { path, value: given, isKept } of values) {
    // What was given on creation only is the app's own from then on (see managedKnown).
    if (isKept || open.includes(parentOf(path))) continue;
    if (!given.ok) return given;
    const reference = subject.references.find(({ attribute }) => attribute === path);
    const value = reference?.value ?? given.value;
    if (value === null || value === "") cleared.push(path);
    const written = writeMapped(attributes, path, { value, shape });
    if (!written.ok) return written;
    attributes = written.attributes;
  }
  return { ok: true, attributes: withClears(withoutHollowElements(attributes, shape), cleared, shape) };
}
