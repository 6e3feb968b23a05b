/** What the customer's hook changes of one account. */
import type { ImportedUser } from "@lockstep/engine";
import type { ProfileValue } from "../../contract.ts";
import { valueProblem } from "../../domain/profile-schema/check-value.ts";
import type { HookAnswer, HookResult } from "./ask-hook.ts";
import { type ImportMapper, type MappedProfile, mapAccount } from "./imported-profile.ts";

/** Answers by the accounts' ids; empty without a hook. */
export type HookAnswers = ReadonlyMap<string, HookResult>;

/** An account's profile with what the hook wants otherwise, or why its answer cannot be used: then it is as without it. Pure. */
export function amend(
  mapper: ImportMapper,
  user: ImportedUser,
  result: HookResult | undefined,
): { readonly mapped: MappedProfile; readonly answer: HookAnswer | undefined; readonly problem: string | undefined } {
  if (result === undefined) return { mapped: mapAccount(mapper, user), answer: undefined, problem: undefined };
  const problem = result.ok ? faultOf(mapper, result.answer) : result.problem;
  if (!result.ok || problem !== undefined) return { mapped: mapAccount(mapper, user), answer: undefined, problem };
  const { answer } = result;
  const mapped = mapAccount(mapper, user, { appUser: answer.appUser });
  const given = Object.entries(answer.user) as [string, ProfileValue | null][];
  const values = { ...mapped.values, ...Object.fromEntries(given) };
  const kept = Object.entries(values).filter((entry): entry is [string, ProfileValue] => entry[1] !== null);
  const problems = mapped.problems.filter(({ attribute }) => !Object.hasOwn(answer.user, attribute));
  return { mapped: { values, profile: Object.fromEntries(kept), problems }, answer, problem: undefined };
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
