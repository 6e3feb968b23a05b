/** Accounts with the profile that a person made of them would have, and with whom they were paired. */
import type { ImportedUser } from "@lockstep/engine";
import type { Trx } from "../../domain/act.ts";
import { profileText } from "../../domain/profile.ts";
import { type AmendedAccount, amend, type HookAnswers } from "./amend-account.ts";
import type { ImportSettings } from "./import-settings.ts";
import { type MappedProfile, whyIncomplete } from "./imported-profile.ts";
import type { MadeAccount } from "./made-ahead.ts";
import { type AccountMatch, type CandidatesAhead, findCandidates, matchAccounts } from "./match-people.ts";

/** One account. `reason`: why it is paired with nobody, and what keeps it from becoming a person. */
export interface MatchedAccount extends AccountMatch {
  readonly user: ImportedUser;
  readonly mapped: MappedProfile;
  /** Made ahead of the account's turn. */
  readonly made: MadeAccount | undefined;
  /** The hook's answer could not be used, and why: a sentence. */
  readonly hookProblem: string | undefined;
  /** The hook says that the account is not to be taken in, and why. */
  readonly hookError: string | undefined;
}

const NOT_AMENDED = { answer: undefined, problem: undefined } as const;

/** Maps and matches accounts, in their order. */
export async function matchAll(
  trx: Trx,
  input: {
    readonly settings: ImportSettings;
    readonly users: readonly ImportedUser[];
    /** What the customer's hook said, by account. */
    readonly answers?: HookAnswers | undefined;
    /** What was made by these settings already, by account; without the hook's answers. */
    readonly made?: ReadonlyMap<string, MadeAccount> | undefined;
    /** Who was looked for already; without the hook's answers. */
    readonly candidates?: CandidatesAhead | undefined;
  },
): Promise<readonly MatchedAccount[]> {
  const { settings, users } = input;
  const { appId, rules, mapper } = settings;
  const accounts = users.map((user) => {
    const asked = input.answers?.get(user.id);
    const made = asked === undefined ? input.made?.get(user.id) : undefined;
    const { mapped, answer, problem }: AmendedAccount =
      made === undefined ? amend(mapper, user, { asked }) : { ...NOT_AMENDED, mapped: made.mapped };
    const action = answer?.action ?? (answer?.personId === undefined ? undefined : "LINK_USER");
    const forced = action === undefined ? undefined : { action, personId: answer?.personId };
    return { user, mapped, made, profile: mapped.profile, forced, hookProblem: problem, hookError: answer?.error };
  });
  const candidates = await findCandidates(trx, { appId, accounts, rules, ahead: input.candidates });
  const matches = matchAccounts(accounts, candidates, rules);
  return accounts.map(({ user, mapped, made, hookProblem, hookError }, index) => {
    const found = matches[index] ?? { match: "NONE", person: undefined, reason: undefined };
    return { user, mapped, made, hookProblem, hookError, ...found, reason: reasonOf(settings, mapped, found) };
  });
}

function reasonOf(settings: ImportSettings, mapped: MappedProfile, found: AccountMatch): string | undefined {
  if (found.person?.status === "DEPROVISIONED")
    return `The person who matches, ${profileText(found.person.profile, "login")}, is deactivated.`;
  if (found.match !== "NONE") return found.reason;
  const incomplete = whyIncomplete(settings.mapper.schema, mapped);
  return incomplete === undefined ? found.reason : [found.reason, `${incomplete}.`].filter(Boolean).join(" ");
}
