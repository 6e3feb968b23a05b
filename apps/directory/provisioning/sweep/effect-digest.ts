/** What an account is to become, as a digest: what a person let pass is told apart from what was set later by it. Pure. */
import { createHash } from "node:crypto";
import { overwrittenAttributes, wantedAttributes } from "@lockstep/engine";
import type { DesiredUserResult } from "../desired-user.ts";
import { planParts } from "../sync-user.ts";
import type { UserSubject } from "../user-subject.ts";
import type { Effect } from "./effect.ts";

/** The digest of an account that is switched off, whatever the profile says. */
export const ABSENT_DIGEST = "absent";

/**
 * The digest of an effect: which held values are replaced, and by what. Whatever overwrites nothing is one. It is the same before and after a
 * person whom the profile names gets an account: a reference counts by whom it names.
 */
export function effectDigest(
  subject: UserSubject,
  effect: Effect,
  desiredOf: (subject: UserSubject) => DesiredUserResult,
): string {
  if (effect !== "overwrite" && effect !== "other") return effect;
  const result = desiredOf(namingPeople(subject));
  if (result.ok && result.desired.kind === "absent") return ABSENT_DIGEST;
  if (effect === "other" || !result.ok || result.desired.kind === "absent") return effect;
  const { attributes: known = {} } = planParts(subject, result.desired).known;
  const wanted = wantedAttributes(subject.app.dialect, result.desired);
  const names = overwrittenAttributes(known, wanted, known);
  const isReplaced = (key: string) =>
    names.some((name) => name === key || name.startsWith(`${key}.`) || name.startsWith(`${key}:`));
  const replaced = Object.entries(wanted).filter(([key]) => isReplaced(key));
  return createHash("md5")
    .update(JSON.stringify([names, replaced]))
    .digest("hex");
}

function namingPeople(subject: UserSubject): UserSubject {
  if (subject.references.length === 0) return subject;
  return {
    ...subject,
    references: subject.references.map((reference) => ({ ...reference, value: reference.personId })),
  };
}
