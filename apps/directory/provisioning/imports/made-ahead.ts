/**
 * What is made of a page's accounts before it is the page's turn: it follows from the account and from the app's settings alone. Perf: the
 * worker makes it while the database stores the page before; what is looked for in the database waits for the page's own transaction.
 */
import type { ImportedUser } from "@lockstep/engine";
import { type AccountSource, settingsMark, sourceOf } from "./account-source.ts";
import type { ImportSettings } from "./import-settings.ts";
import { keysOf, type MappedProfile, mapAccount } from "./imported-profile.ts";

/** Accounts that are looked at before answers of the database get their turn: half a millisecond. */
const SLICE = 16;

/** An account as the mappings make it, and as a row holds that. */
export interface MadeAccount {
  readonly mapped: MappedProfile;
  readonly profileJson: string;
  readonly keys: readonly string[];
}

/** What was made of a page. It counts while the settings have the same mark. */
export interface MadeAhead {
  readonly mark: string;
  readonly accounts: ReadonlyMap<string, MadeAccount>;
  readonly sources: ReadonlyMap<string, AccountSource>;
}

/** How an earlier page of the walk went: the next one is most likely of the same kind. */
export interface PageHint {
  readonly settings: ImportSettings;
  /** Accounts of the page, those whose source was needed, and those that were mapped. */
  readonly users: number;
  readonly sourced: number;
  readonly mapped: number;
}

/** Makes what most accounts of the earlier page needed; undefined when that is nothing. */
export async function makeAhead(
  users: readonly ImportedUser[],
  hint: PageHint | undefined,
): Promise<MadeAhead | undefined> {
  if (hint === undefined) return undefined;
  const { settings } = hint;
  const needs = { sources: hint.sourced * 2 > hint.users, accounts: hint.mapped * 2 > hint.users };
  const mark = needs.sources || needs.accounts ? settingsMark(settings) : undefined;
  if (mark === undefined) return undefined;
  const accounts = new Map<string, MadeAccount>();
  const sources = new Map<string, AccountSource>();
  for (const [index, user] of users.entries()) {
    if (index > 0 && index % SLICE === 0) await othersTurn();
    if (needs.sources) sources.set(user.id, sourceOf(user, mark));
    if (needs.accounts) accounts.set(user.id, makeAccount(settings, user));
  }
  return { mark, accounts, sources };
}

function makeAccount({ mapper }: ImportSettings, user: ImportedUser): MadeAccount {
  const mapped = mapAccount(mapper, user);
  return { mapped, profileJson: JSON.stringify(mapped.profile), keys: keysOf(mapped.profile) };
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
