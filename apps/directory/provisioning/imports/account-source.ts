/**
 * What an import makes of an account that belongs to nobody follows from the account, from the app's settings, and from who there is. A digest
 * of the first two tells whether they are as they were when its row was stored; who there is the database is asked (held-rows.ts).
 */
import { hash } from "node:crypto";
import type { ImportedUser } from "@lockstep/engine";
import { readsAny } from "../sourced-paths.ts";
import type { HookAnswers } from "./amend-account.ts";
import type { ImportSettings } from "./import-settings.ts";

/** Raised when this code makes something else of the same account by the same settings: then each account is looked at once more. */
const MADE_BY = 1;

/** An account as text, and the digest of it and of what decides about it. */
export interface AccountSource {
  readonly text: string;
  readonly digest: string;
}

/**
 * Sources by the accounts' ids. `mark`: the settings (`settingsMark`). An account is left out that has to be looked at whatever it was, since
 * the hook or a rule decides about it. `ahead`: sources that were made with the same mark.
 */
export function sourcesOf(
  users: readonly ImportedUser[],
  by: {
    readonly mark: string;
    readonly answers: HookAnswers;
    readonly ahead?: ReadonlyMap<string, AccountSource> | undefined;
  },
): ReadonlyMap<string, AccountSource> {
  const { ahead } = by;
  if (by.answers.size === 0 && ahead !== undefined && ahead.size > 0) return ahead;
  const sources = new Map<string, AccountSource>();
  for (const user of users) {
    if (!by.answers.has(user.id)) sources.set(user.id, ahead?.get(user.id) ?? sourceOf(user, by.mark));
  }
  return sources;
}

/** The source of one account under settings of this mark. */
export function sourceOf({ resource }: ImportedUser, mark: string): AccountSource {
  const text = JSON.stringify(resource);
  return { text, digest: digestOf(mark + text) };
}

/** Tells the settings that decide what is made of an account: equal marks make the same of it. Undefined: the time decides too. */
export function settingsMark({ rules, mapper }: ImportSettings): string | undefined {
  const { mappings, userNameTemplate, customAttributes, schema, app } = mapper;
  const expressions = [userNameTemplate, ...mappings.map(({ expression }) => expression)];
  // Of the functions of expressions only `Time.now()` depends on something else than its arguments.
  if (expressions.some((expression) => readsAny(expression, ["now"]))) return undefined;
  const all = [MADE_BY, rules, mappings, userNameTemplate, customAttributes, schema.attributes, app];
  return digestOf(JSON.stringify(all));
}

function digestOf(text: string): string {
  return hash("sha256", text, "base64url");
}
