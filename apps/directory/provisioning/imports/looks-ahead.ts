/**
 * A page's accounts are looked for before it is known who of them needs it. Perf: all looks leave together, behind the statement that notes the
 * page; one after the other, database and worker waited for each other at each of them. Who is looked for is guessed from the page before, and
 * counts when the page's transaction finds the settings by which it was asked.
 */
import type { ImportedUser } from "@lockstep/engine";
import type { Trx } from "../../domain/act.ts";
import { findHeld, type HeldRow } from "./held-rows.ts";
import { type LinkedRow, loadLinkedRows } from "./linked-accounts.ts";
import type { MadeAhead } from "./made-ahead.ts";
import { type CandidatesAhead, findAhead } from "./match-people.ts";
import { shownOf, sourcesFor } from "./unlinked-accounts.ts";

/** What was found about all accounts of a page, also those that need it not. Undefined: not asked. */
export interface LooksAhead {
  readonly linked: readonly LinkedRow[];
  readonly held: ReadonlyMap<string, HeldRow> | undefined;
  readonly candidates: CandidatesAhead | undefined;
}

/** Asks what the page before needed of most of its accounts. Only for pages about which no hook was asked. */
export async function lookAhead(
  trx: Trx,
  page: {
    readonly runId: string;
    readonly made: MadeAhead;
    readonly users: readonly ImportedUser[];
    readonly readAt: Date;
    readonly isPreview: boolean;
    readonly isFirst: boolean;
  },
): Promise<LooksAhead> {
  const { runId, made, users, isPreview, isFirst } = page;
  const { settings, accounts } = made;
  const { appId, rules } = settings;
  const shown = shownOf(users, settings);
  const isAnybodyNew = made.sources.size > 0 || accounts.size > 0;
  const sources = () => sourcesFor(shown, { settings, isPreview, answers: new Map(), made });
  const [linked, held, candidates] = await Promise.all([
    loadLinkedRows(trx, { settings, users, readAt: page.readAt }),
    isAnybodyNew && !isFirst
      ? findHeld(trx, { run: { id: runId, appId }, rules, users: shown, sources: sources() })
      : undefined,
    accounts.size > 0
      ? findAhead(trx, { appId, rules, accounts: profilesOf(shown, made), isOfNobody: made.isOfNobody })
      : undefined,
  ]);
  return { linked, held, candidates };
}

function profilesOf(users: readonly ImportedUser[], { accounts }: MadeAhead) {
  return users.flatMap((user) => {
    const account = accounts.get(user.id);
    return account === undefined ? [] : [{ user, profile: account.mapped.profile }];
  });
}
