/** Pairs imported accounts with people (okta-client §3.5, User Creation & Matching). A pair that is not certain is never made by guess. */
import type { ImportedUser } from "@lockstep/engine";
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import type { ImportMatch } from "../../domain/tables.ts";

/** An account with the profile read from it. */
export interface ImportedAccount {
  readonly user: ImportedUser;
  readonly profile: Readonly<Record<string, string>>;
}

/** What an account was paired with. */
export interface AccountMatch {
  readonly match: "EXACT" | "PARTIAL" | "NONE" | "AMBIGUOUS";
  readonly personId: PersonId | undefined;
}

interface Candidate {
  readonly id: PersonId;
  readonly login: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** The person has an account in the app already. */
  readonly isLinked: boolean;
}

/** The match of each account, in the order of the accounts. */
export async function matchPeople(
  trx: Trx,
  appId: AppId,
  input: { readonly accounts: readonly ImportedAccount[]; readonly rules: ImportMatch },
): Promise<readonly AccountMatch[]> {
  const candidates = await findCandidates(trx, appId, input.accounts);
  return input.accounts.map((account) => matchOne(account, candidates, input.rules));
}

function matchOne(account: ImportedAccount, candidates: readonly Candidate[], rules: ImportMatch): AccountMatch {
  const criteria = rules.exactMatchCriteria;
  const exact =
    criteria.length === 0
      ? []
      : candidates.filter((person) => criteria.every((criterion) => meets(criterion, account, person)));
  if (exact.length > 0) return decide(exact, "EXACT");
  const partial = rules.allowPartialMatch
    ? candidates.filter((person) => !person.isLinked && hasSameName(account, person))
    : [];
  return partial.length > 0 ? decide(partial, "PARTIAL") : { match: "NONE", personId: undefined };
}

/** Several people, or one who has another account in the app already: a person decides. */
function decide(found: readonly Candidate[], match: "EXACT" | "PARTIAL"): AccountMatch {
  const [only] = found;
  if (found.length > 1 || only === undefined || only.isLinked) return { match: "AMBIGUOUS", personId: undefined };
  return { match, personId: only.id };
}

/** Several criteria hold together. Logins and addresses compare without letter case, as the directory keeps them unique. */
function meets(criterion: string, { profile }: ImportedAccount, person: Candidate): boolean {
  switch (criterion) {
    case "USERNAME":
      return isSame(profile["login"], person.login);
    case "EMAIL":
      return isSame(profile["email"], person.email);
    default:
      return false;
  }
}

function hasSameName({ profile }: ImportedAccount, person: Candidate): boolean {
  return isSame(profile["firstName"], person.firstName) && isSame(profile["lastName"], person.lastName);
}

function isSame(left: string | undefined, right: string): boolean {
  return left !== undefined && left !== "" && left.toLowerCase() === right.toLowerCase();
}

async function findCandidates(
  trx: Trx,
  appId: AppId,
  accounts: readonly ImportedAccount[],
): Promise<readonly Candidate[]> {
  const texts = (name: string) => accounts.map(({ profile }) => (profile[name] ?? "").toLowerCase());
  const { rows } = await sql<Candidate>`
    select p.id, p.profile->>'login' as login, coalesce(p.profile->>'email', '') as email,
      coalesce(p.profile->>'firstName', '') as "firstName", coalesce(p.profile->>'lastName', '') as "lastName",
      exists (select from app_user u where u.app_id = ${appId} and u.person_id = p.id and u.external_id is not null) as "isLinked"
    from person p
    where p.status <> 'DEPROVISIONED' and (
      lower(p.profile->>'login') = any(${texts("login")}::text[])
      or lower(p.profile->>'email') = any(${texts("email")}::text[])
      or (lower(p.profile->>'lastName'), lower(p.profile->>'firstName')) in (
        select * from unnest(${texts("lastName")}::text[], ${texts("firstName")}::text[])))`.execute(trx);
  return rows;
}
