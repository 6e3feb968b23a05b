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

/** What was made of a page. It counts while the settings are the same. */
export interface MadeAhead {
  readonly settings: ImportSettings;
  readonly mark: string;
  /** Most accounts will turn out to be nobody's that there is. */
  readonly isOfNobody: boolean;
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
  /** Of those that were mapped, whom nobody matched. */
  readonly unmatched: number;
}

/** Makes what most accounts of the earlier page needed; undefined when there was none, or when the time decides what is made. */
export async function makeAhead(
  users: readonly ImportedUser[],
  hint: PageHint | undefined,
): Promise<MadeAhead | undefined> {
  if (hint === undefined) return undefined;
  const { settings } = hint;
  const needs = { sources: hint.sourced * 2 > hint.users, accounts: hint.mapped * 2 > hint.users };
  const mark = settingsMark(settings);
  if (mark === undefined) return undefined;
  const accounts = new Map<string, MadeAccount>();
  const sources = new Map<string, AccountSource>();
  let done = 0;
  for (const user of users) {
    if (done > 0 && done % SLICE === 0) await othersTurn();
    done += 1;
    if (needs.sources) sources.set(user.id, sourceOf(user, mark));
    if (needs.accounts) accounts.set(user.id, makeAccount(settings, user));
  }
  return { settings, mark, isOfNobody: hint.unmatched * 2 > hint.users, accounts, sources };
}

/** What was made, if the settings are still those by which it was. */
export function stillMade(made: MadeAhead | undefined, settings: ImportSettings): MadeAhead | undefined {
  const isSame = made?.settings.isSource === settings.isSource && made.mark === settingsMark(settings);
  return isSame ? made : undefined;
}

function makeAccount({ mapper }: ImportSettings, user: ImportedUser): MadeAccount {
  const mapped = mapAccount(mapper, user);
  return { mapped, profileJson: JSON.stringify(mapped.profile), keys: keysOf(mapped.profile) };
}

/** Lets answers of the database have their turn. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
