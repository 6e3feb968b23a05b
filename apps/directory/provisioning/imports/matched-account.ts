/** Accounts with the profile that a person made of them would have, and with whom they were paired. */
import type { ImportedUser } from "@lockstep/engine";
import type { Trx } from "../../domain/act.ts";
import { profileText } from "../../domain/profile.ts";
import type { ImportSettings } from "./import-settings.ts";
import { completeProfile, type MappedProfile, mapAccount } from "./imported-profile.ts";
import { type AccountMatch, findCandidates, matchAccounts } from "./match-people.ts";

/** One account. `reason`: why it is paired with nobody, and what keeps it from becoming a person. */
export interface MatchedAccount extends AccountMatch {
  readonly user: ImportedUser;
  readonly mapped: MappedProfile;
}

/** Maps and matches accounts, in their order. `runId`: of a preview, which remembers whom it would have linked. */
export async function matchAll(
  trx: Trx,
  input: {
    readonly settings: ImportSettings;
    readonly users: readonly ImportedUser[];
    readonly runId: string | undefined;
  },
): Promise<readonly MatchedAccount[]> {
  const { settings, users, runId } = input;
  const { appId, rules, mapper } = settings;
  const accounts = users.map((user) => {
    const mapped = mapAccount(mapper, user);
    return { user, mapped, profile: mapped.profile };
  });
  const candidates = await findCandidates(trx, { appId, accounts, rules, runId });
  const matches = matchAccounts(accounts, candidates, rules);
  return accounts.map(({ user, mapped }, index) => {
    const found = matches[index] ?? { match: "NONE", person: undefined, reason: undefined };
    return { user, mapped, ...found, reason: reasonOf(settings, mapped, found) };
  });
}

function reasonOf(settings: ImportSettings, mapped: MappedProfile, found: AccountMatch): string | undefined {
  if (found.person?.status === "DEPROVISIONED")
    return `The person who matches, ${profileText(found.person.profile, "login")}, is deactivated.`;
  if (found.match !== "NONE") return found.reason;
  const complete = completeProfile(settings.mapper.schema, mapped);
  return complete.ok ? found.reason : [found.reason, `${complete.reason}.`].filter(Boolean).join(" ");
}
