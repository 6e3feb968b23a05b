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

/** Sources by the accounts' ids. An account is left out that has to be looked at whatever it was: the hook, the clock or a rule decides about it. */
export function sourcesOf(
  settings: ImportSettings,
  users: readonly ImportedUser[],
  answers: HookAnswers,
): ReadonlyMap<string, AccountSource> {
  const decidedBy = decisionsOf(settings);
  if (decidedBy === undefined) return new Map();
  const same = users.filter(({ id }) => !answers.has(id));
  return new Map(
    same.map(({ id, resource }) => {
      const text = JSON.stringify(resource);
      return [id, { text, digest: digestOf(decidedBy + text) }];
    }),
  );
}

/** The settings as one short text; undefined when something else decides too. */
function decisionsOf({ rules, mapper }: ImportSettings): string | undefined {
  const { mappings, userNameTemplate, customAttributes, schema, app } = mapper;
  const expressions = [userNameTemplate, ...mappings.map(({ expression }) => expression)];
  // Of the functions of expressions only `Time.now()` depends on something else than its arguments.
  if (rules.autoConfirmNewUsers || expressions.some((expression) => readsAny(expression, ["now"]))) return undefined;
  const all = [MADE_BY, rules, mappings, userNameTemplate, customAttributes, schema.attributes, app];
  return digestOf(JSON.stringify(all));
}

function digestOf(text: string): string {
  return hash("sha256", text, "base64url");
}
