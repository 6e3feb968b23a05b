/**
 * Pairs imported accounts with people (okta-client §3.5, User Creation & Matching). A pair that is not certain is never made by guess:
 * several people for one account are left to an administrator, and so are several accounts for one person (shared-claims.ts).
 */
import type { ImportedUser } from "@lockstep/engine";
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { ImportRow, PersonStatus } from "../../contract.ts";
import type { Trx } from "../../domain/act.ts";
import { foldedLogin, foldLogin } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import type { ImportMatch, Profile } from "../../domain/tables.ts";
import { textList } from "./list-parameter.ts";

/** An account with the profile that the mappings give for it. */
export interface ImportedAccount {
  readonly user: ImportedUser;
  readonly profile: Profile;
  /** The customer's hook says so: to this person, to whoever matches, or to a new one. */
  readonly forced?: { readonly action: "CREATE_USER" | "LINK_USER"; readonly personId: string | undefined } | undefined;
}

/** What an account was paired with, and why not, in words. */
export interface AccountMatch {
  readonly match: ImportRow["match"];
  readonly person: Candidate | undefined;
  readonly reason: string | undefined;
}

/** Somebody who may be meant. */
export interface Candidate {
  readonly id: PersonId;
  readonly status: PersonStatus;
  readonly profile: Profile;
  /** The person has an account in the app already. */
  readonly isLinked: boolean;
}

/** People named in a reason at most. */
const NAMES_MAX = 3;

/** The match of each account, in the order of the accounts. Pure. */
export function matchAccounts(
  accounts: readonly ImportedAccount[],
  candidates: readonly Candidate[],
  rules: ImportMatch,
): readonly AccountMatch[] {
  const index = indexOf(candidates);
  return accounts.map((account) => matchOne(account, index, rules));
}

/** Whether the account and the person are the same by every criterion. Names and addresses compare without letter case, attributes with it. */
export function isExact(account: ImportedAccount, person: Pick<Candidate, "profile">, rules: ImportMatch): boolean {
  const criteria = rules.exactMatchCriteria;
  return criteria.length > 0 && criteria.every((criterion) => meets(criterion, account.profile, person.profile));
}

interface CandidateIndex {
  readonly all: readonly Candidate[];
  readonly byText: ReadonlyMap<string, readonly Candidate[]>;
}

/** Perf: a page of a thousand accounts has thousands of candidates; each account looks at those that share a value with it. */
function indexOf(candidates: readonly Candidate[]): CandidateIndex {
  const byText = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    for (const name of ["login", "email", "lastName"]) {
      const key = `${name} ${profileText(candidate.profile, name).toLowerCase()}`;
      const held = byText.get(key);
      if (held === undefined) byText.set(key, [candidate]);
      else held.push(candidate);
    }
  }
  return { all: candidates, byText };
}

function nearTo({ profile }: ImportedAccount, index: CandidateIndex, name: string): readonly Candidate[] {
  if (index.all.length === 0) return [];
  return index.byText.get(`${name} ${profileText(profile, name).toLowerCase()}`) ?? [];
}

function matchOne(account: ImportedAccount, index: CandidateIndex, rules: ImportMatch): AccountMatch {
  const { forced } = account;
  if (forced?.action === "CREATE_USER")
    return { match: "NONE", person: undefined, reason: "The hook asks for a new person." };
  if (forced?.personId !== undefined) {
    const found = index.all.filter(({ id }) => id === forced.personId);
    if (found.length > 0) return decide(found, "EXACT");
    return { match: "AMBIGUOUS", person: undefined, reason: `The hook names ${forced.personId}, which is nobody.` };
  }
  const [first = ""] = rules.exactMatchCriteria;
  const near = first === "USERNAME" ? "login" : first === "EMAIL" ? "email" : undefined;
  const pool = near === undefined ? index.all : nearTo(account, index, near);
  const exact = preferActive(pool.filter((person) => isExact(account, person, rules)));
  if (exact.length > 0) return decide(exact, "EXACT");
  const partial = rules.allowPartialMatch
    ? nearTo(account, index, "lastName").filter(
        (person) => !person.isLinked && person.status !== "DEPROVISIONED" && hasSameName(account, person),
      )
    : [];
  if (partial.length > 0) return decide(partial, "PARTIAL");
  return { match: "NONE", person: undefined, reason: whyNobody(account, rules) };
}

/** Who left counts only where nobody else matches. */
function preferActive(people: readonly Candidate[]): readonly Candidate[] {
  const active = people.filter(({ status }) => status !== "DEPROVISIONED");
  return active.length > 0 ? active : people;
}

function decide(found: readonly Candidate[], match: "EXACT" | "PARTIAL"): AccountMatch {
  const [only] = found;
  const logins = found.map(({ profile }) => profileText(profile, "login")).sort();
  if (found.length > 1 || only === undefined) {
    const more = found.length > NAMES_MAX ? ` and ${found.length - NAMES_MAX} more` : "";
    const reason = `${found.length} people match: ${logins.slice(0, NAMES_MAX).join(", ")}${more}.`;
    return { match: "AMBIGUOUS", person: undefined, reason };
  }
  if (only.isLinked) {
    const reason = `${logins[0]} matches, but has another account in the app already.`;
    return { match: "AMBIGUOUS", person: undefined, reason };
  }
  const reason =
    match === "EXACT" ? undefined : `First and last name are those of ${logins[0]}; nothing else was equal.`;
  return { match, person: only, reason };
}

function whyNobody({ profile }: ImportedAccount, rules: ImportMatch): string {
  const wanted = rules.exactMatchCriteria.map((criterion) => {
    const name = attributeOf(criterion);
    const value = profileText(profile, name);
    return value === "" ? `${name} (the account has none)` : `${name} "${value}"`;
  });
  if (wanted.length === 0) return "No rule for exact matches is set.";
  return `Nobody has ${wanted.join(" and ")}${rules.allowPartialMatch ? ", and nobody the same first and last name" : ""}.`;
}

function attributeOf(criterion: string): string {
  return criterion === "USERNAME" ? "login" : criterion === "EMAIL" ? "email" : criterion;
}

function meets(criterion: string, account: Profile, person: Profile): boolean {
  const name = attributeOf(criterion);
  const [left, right] = [profileText(account, name), profileText(person, name)];
  if (left === "") return false;
  return name === criterion ? left === right : left.toLowerCase() === right.toLowerCase();
}

function hasSameName({ profile }: ImportedAccount, person: Candidate): boolean {
  return ["firstName", "lastName"].every((name) => {
    const value = profileText(profile, name).toLowerCase();
    return value !== "" && value === profileText(person.profile, name).toLowerCase();
  });
}

/** Everybody who was looked for before it was known which accounts need it. */
export interface CandidatesAhead {
  readonly same: readonly Candidate[];
  /** Undefined: not looked for. */
  readonly namesakes: readonly Candidate[] | undefined;
}

/** Looks for whoever may be meant by these accounts, in one flight. `isOfNobody`: most of them will be nobody's that there is. */
export async function findAhead(
  trx: Trx,
  input: CandidatesOf & { readonly isOfNobody: boolean },
): Promise<CandidatesAhead> {
  const { appId, accounts, rules, isOfNobody } = input;
  const [same, namesakes] = await Promise.all([
    findSame(trx, input),
    rules.allowPartialMatch && isOfNobody ? findNamesakes(trx, appId, accounts) : undefined,
  ]);
  return { same, namesakes };
}

/** Accounts, and how they are matched. */
interface CandidatesOf {
  readonly appId: AppId;
  readonly accounts: readonly ImportedAccount[];
  readonly rules: ImportMatch;
}

/**
 * Everybody who may be meant by one of the accounts, maybe others beside them. Perf: each account is a look into an index, and people of the
 * same name are looked for only where nobody is the same by the criteria; a directory of many has a name many times.
 */
export async function findCandidates(
  trx: Trx,
  input: CandidatesOf & { readonly ahead?: CandidatesAhead | undefined },
): Promise<readonly Candidate[]> {
  const { appId, accounts, rules, ahead } = input;
  if (accounts.length === 0) return [];
  const same = ahead?.same ?? (await findSame(trx, input));
  if (!rules.allowPartialMatch) return same;
  const others = () => {
    const matches = matchAccounts(accounts, same, { ...rules, allowPartialMatch: false });
    return accounts.filter((_account, index) => matches[index]?.match === "NONE");
  };
  const namesakes = ahead?.namesakes ?? (await findNamesakes(trx, appId, others()));
  if (namesakes.length === 0) return same;
  return [...new Map([...same, ...namesakes].map((person) => [person.id, person])).values()];
}

/** Who shares the value of a criterion with one of the accounts, or is named by the hook. */
async function findSame(trx: Trx, { appId, accounts, rules }: CandidatesOf): Promise<readonly Candidate[]> {
  const texts = (name: string) => textList(accounts.map(({ profile }) => profileText(profile, name).toLowerCase()));
  // Perf: folded here; the database needs more for that than for the look into its index.
  const logins = textList(accounts.map(({ profile }) => foldLogin(profileText(profile, "login"))));
  const { rows } = await sql<Candidate>`
    with found as (
      select found.id from unnest(${logins}) as wanted (login) cross join lateral (
        select id from person where ${foldedLogin(sql`profile->>'login'`)} = wanted.login offset 0) as found
      union select found.id from unnest(${texts("email")}) as wanted (email) cross join lateral (
        select id from person where lower(profile->>'email') = wanted.email offset 0) as found
      union select id from person where id = any(${accounts.flatMap(({ forced }) => forced?.personId ?? [])}::text[])
      union select p.id from unnest(${attributeValues(accounts, rules)}::text[]) as wanted (profile) join person p on p.profile @> wanted.profile::jsonb)
    select p.id, p.status, p.profile,
      exists (select from app_user u where u.app_id = ${appId} and u.person_id = p.id and u.external_id is not null) as "isLinked"
    from found join person p on p.id = found.id order by p.id`.execute(trx);
  return rows;
}

/** Who has the first and last name of one of the accounts, and may still be its person. */
async function findNamesakes(
  trx: Trx,
  appId: AppId,
  accounts: readonly ImportedAccount[],
): Promise<readonly Candidate[]> {
  if (accounts.length === 0) return [];
  const texts = (name: string) => textList(accounts.map(({ profile }) => profileText(profile, name).toLowerCase()));
  const { rows } = await sql<Candidate>`
    select p.id, p.status, p.profile, false as "isLinked"
      from (select distinct last, first from unnest(${texts("lastName")}, ${texts("firstName")}) as name (last, first)
             where last <> '' and first <> '') as name
        cross join lateral (
          select id, status, profile from person
           where lower(profile->>'lastName') = name.last and lower(profile->>'firstName') = name.first offset 0) as p
     where p.status <> 'DEPROVISIONED'
       and not exists (select from app_user u where u.app_id = ${appId} and u.person_id = p.id and u.external_id is not null)
     order by p.id`.execute(trx);
  return rows;
}

/** Of the first attribute that is a criterion: values as objects that a person's profile contains. */
function attributeValues(accounts: readonly ImportedAccount[], rules: ImportMatch): readonly string[] {
  const attribute = rules.exactMatchCriteria.find((criterion) => attributeOf(criterion) === criterion);
  if (attribute === undefined) return [];
  const values = accounts.flatMap(({ profile }) => {
    const value = Object.hasOwn(profile, attribute) ? profile[attribute] : undefined;
    return value === undefined ? [] : [JSON.stringify({ [attribute]: value })];
  });
  return [...new Set(values)];
}
