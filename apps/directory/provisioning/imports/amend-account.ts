/** What the customer's hook changes of one account. */
import type { ImportedUser } from "@lockstep/engine";
import type { ProfileValue } from "../../contract.ts";
import { valueProblem } from "../../domain/profile-schema/check-value.ts";
import type { Profile } from "../../domain/tables.ts";
import type { HookAnswer, HookResult } from "./ask-hook.ts";
import { type ImportMapper, type MappedProfile, mapAccount } from "./imported-profile.ts";

/** What the hook said of an account: now, if it was asked, and when it was asked last of the account as it is. */
export interface AskedAnswer {
  readonly result: HookResult | undefined;
  readonly kept?: HookAnswer | undefined;
}

/** Answers by the accounts' ids; empty without a hook. */
export type HookAnswers = ReadonlyMap<string, AskedAnswer>;

/** An account's profile with what the hook wants otherwise. */
export interface AmendedAccount {
  readonly mapped: MappedProfile;
  readonly answer: HookAnswer | undefined;
  /** Why the answer of now cannot be used, in a sentence: the last one counts, or else it is as without the hook. */
  readonly problem: string | undefined;
}

/** Applies what the hook said. `person`: whom the account belongs to, as `user` in expressions. Pure. */
export function amend(
  mapper: ImportMapper,
  user: ImportedUser,
  { asked, person }: { readonly asked: AskedAnswer | undefined; readonly person?: Profile | undefined },
): AmendedAccount {
  const fault = asked?.result === undefined ? undefined : faultOfResult(mapper, asked.result);
  const isAnswered = asked?.result?.ok === true && fault === undefined;
  const answer = isAnswered && asked.result?.ok === true ? asked.result.answer : usable(mapper, asked?.kept);
  const problem =
    fault === undefined
      ? undefined
      : `The hook gave no usable answer (${fault}), so ${answer === undefined ? "it was done as without it" : "its last one counts"}.`;
  const given = person === undefined ? {} : { person };
  if (answer === undefined) return { mapped: mapAccount(mapper, user, given), answer, problem };
  return { mapped: mapAmended(mapper, user, { answer, given }), answer, problem };
}

function mapAmended(
  mapper: ImportMapper,
  user: ImportedUser,
  { answer, given }: { readonly answer: HookAnswer; readonly given: { readonly person?: Profile } },
): MappedProfile {
  const mapped = mapAccount(mapper, user, { ...given, appUser: answer.appUser });
  const own = Object.entries(answer.user) as [string, ProfileValue | null][];
  const values = Object.entries({ ...mapped.profile, ...Object.fromEntries(own) });
  const held = values.filter((entry): entry is [string, ProfileValue] => entry[1] !== null);
  const taken = new Set([...mapped.taken, ...Object.keys(answer.user)]);
  const problems = mapped.problems.filter(({ attribute }) => !Object.hasOwn(answer.user, attribute));
  return { taken, profile: Object.fromEntries(held), problems };
}

/** A kept answer may name attributes that there are no more: then it counts as none. */
function usable(mapper: ImportMapper, kept: HookAnswer | undefined): HookAnswer | undefined {
  return kept === undefined || faultOf(mapper, kept) !== undefined ? undefined : kept;
}

/** Why an answer cannot be used, to be put into a sentence. */
export function faultOfResult(mapper: ImportMapper, result: HookResult): string | undefined {
  return result.ok ? faultOf(mapper, result.answer) : result.problem;
}

function faultOf({ schema }: ImportMapper, answer: HookAnswer): string | undefined {
  for (const [name, value] of Object.entries(answer.user)) {
    const attribute = schema.byName.get(name);
    if (attribute === undefined) return `it gives ${name}, which is no attribute of people`;
    const problem = value === null || value === "" ? undefined : valueProblem(attribute, value);
    if (problem !== undefined) return `it gives ${name} a value that it cannot have: ${problem}`;
  }
  for (const [name, value] of Object.entries(answer.appUser)) {
    const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value) || Array.isArray(value);
    if (!isPlain) return `it gives ${name} of the app's user a value that is neither text nor number nor a list`;
  }
  return undefined;
}
