/** What may become of rows that are confirmed: decided as data, before anything is written. */
import type { PersonId } from "@lockstep/ports";
import type { PersonStatus } from "../../contract.ts";
import { foldLogin } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import type { ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import { uniqueValuesOf } from "../../domain/profile-schema/unique-values.ts";
import type { ImportMatch, Profile } from "../../domain/tables.ts";
import { completeProfile } from "./imported-profile.ts";
import { decideReturn } from "./lifecycle-sourcing.ts";

/** What is to become of one imported account. `personId` for LINK; left out, the person it was matched with. */
export interface Confirmation {
  readonly externalId: string;
  readonly action: "LINK" | "NEW" | "IGNORE" | "UNIGNORE";
  readonly personId?: PersonId | undefined;
}

/** A row as it is stored. */
export interface StoredRow {
  readonly externalId: string;
  readonly userName: string;
  readonly active: boolean;
  readonly profile: Profile;
  readonly match: "EXACT" | "PARTIAL" | "NONE" | "AMBIGUOUS";
  readonly personId: PersonId | null;
  /** The hook says that the account is not to be taken in. */
  readonly refusal: string | null;
  readonly state: "UNCONFIRMED" | "CONFIRMED" | "IGNORED";
  readonly resource: Readonly<Record<string, unknown>> | null;
}

/** Somebody to whom an account may be linked. */
export interface LinkTarget {
  readonly id: PersonId;
  readonly status: PersonStatus;
  /** The id of the person's account in the app; null without one. */
  readonly externalId: string | null;
  /** What there was of the app user before; null when there was none. */
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly isLeased: boolean;
  /** No other app goes before this one as a source of the person. */
  readonly isFirstSource: boolean;
}

/** What is known when rows are confirmed. */
export interface ConfirmFacts {
  readonly rows: ReadonlyMap<string, StoredRow>;
  readonly people: ReadonlyMap<PersonId, LinkTarget>;
  /** Accounts that are linked already. */
  readonly linkedAccounts: ReadonlySet<string>;
  /** Folded logins that people have. */
  readonly takenLogins: ReadonlySet<string>;
  /** Per row, why its unique values cannot be had. */
  readonly takenValues: ReadonlyMap<string, string>;
  readonly schema: ProfileSchema;
  readonly reactivateSuspended: boolean;
  readonly reactivateDeactivated: boolean;
}

/** One row with what is done about it. */
export type Decided =
  | {
      readonly kind: "link";
      readonly row: StoredRow;
      readonly person: LinkTarget;
      readonly move: "unsuspend" | "activate" | undefined;
    }
  | { readonly kind: "create"; readonly row: StoredRow; readonly profile: Profile }
  | { readonly kind: "state"; readonly row: StoredRow; readonly state: "IGNORED" | "UNCONFIRMED" }
  | { readonly kind: "refused"; readonly externalId: string; readonly reason: string };

/** What the rules do about an account ("auto-confirm"). Never for inactive accounts, which Okta does not take in at all, and never where it is not certain who is meant. */
export function ruleFor(account: Pick<StoredRow, "match" | "active">, rules: ImportMatch): "LINK" | "NEW" | undefined {
  if (!account.active) return undefined;
  switch (account.match) {
    case "EXACT":
      return rules.autoConfirmExactMatch ? "LINK" : undefined;
    case "PARTIAL":
      return rules.autoConfirmPartialMatch ? "LINK" : undefined;
    case "NONE":
      return rules.autoConfirmNewUsers ? "NEW" : undefined;
    case "AMBIGUOUS":
      return undefined;
  }
}

/** Decides about each confirmation, in their order: what an earlier one takes, a later one does not get. Pure. */
export function decideConfirmations(
  confirmations: readonly Confirmation[],
  facts: ConfirmFacts,
  options: { readonly byRule: boolean },
): readonly Decided[] {
  const taken = { people: new Set<PersonId>(), logins: new Set<string>(), accounts: new Set<string>() };
  const values = new Set<string>();
  return confirmations.map((confirmation): Decided => {
    const { externalId } = confirmation;
    const decided = decideOne(confirmation, facts, options.byRule);
    if (decided.kind === "refused") return decided;
    if (taken.accounts.has(externalId)) return refused(externalId, "The account is named twice");
    taken.accounts.add(externalId);
    if (decided.kind === "link") {
      if (taken.people.has(decided.person.id)) return refused(externalId, "Another account is linked to the person");
      taken.people.add(decided.person.id);
    }
    if (decided.kind === "create") {
      const login = profileText(decided.profile, "login");
      if (taken.logins.has(foldLogin(login))) return refused(externalId, loginTaken(login));
      taken.logins.add(foldLogin(login));
      const own = uniqueValuesOf(facts.schema, decided.profile);
      const [shared] = own.filter(({ key }) => values.has(key));
      if (shared !== undefined)
        return refused(externalId, `Another account brings the same ${shared.attribute}, which is to be unique`);
      for (const { key } of own) values.add(key);
    }
    return decided;
  });
}

function decideOne(confirmation: Confirmation, facts: ConfirmFacts, byRule: boolean): Decided {
  const { externalId, action } = confirmation;
  const row = facts.rows.get(externalId);
  if (row === undefined) return refused(externalId, "No imported account has this id");
  if (row.state === "CONFIRMED") return refused(externalId, "The account is confirmed already");
  if (row.state === "IGNORED" && byRule) return refused(externalId, "The account is ignored");
  if (row.refusal !== null && byRule) return refused(externalId, `The hook refuses the account: ${row.refusal}`);
  if (row.match === "AMBIGUOUS" && byRule) return refused(externalId, "It is not certain who is meant");
  if (action === "IGNORE") return { kind: "state", row, state: "IGNORED" };
  if (action === "UNIGNORE") return { kind: "state", row, state: "UNCONFIRMED" };
  if (facts.linkedAccounts.has(externalId)) return refused(externalId, "The account is linked already");
  return action === "NEW" ? decideNew(row, facts) : decideLink(row, confirmation.personId ?? row.personId, facts);
}

function decideLink(row: StoredRow, personId: PersonId | null, facts: ConfirmFacts): Decided {
  const { externalId } = row;
  if (personId === null) return refused(externalId, "No person is given, and none matches");
  const person = facts.people.get(personId);
  if (person === undefined) return refused(externalId, "The person does not exist");
  if (person.externalId !== null) return refused(externalId, "The person has another account in the app already");
  if (person.isLeased) return refused(externalId, "Work for the person in the app is under way: try again in a moment");
  const isExact = row.match === "EXACT" && row.personId === personId;
  const { status, isFirstSource } = person;
  const move = isExact && row.active ? decideReturn({ ...facts, status, isSource: isFirstSource }) : undefined;
  if (status === "DEPROVISIONED" && move === undefined)
    return refused(externalId, "The person is deactivated: activate the person first");
  return { kind: "link", row, person, move };
}

function decideNew(row: StoredRow, facts: ConfirmFacts): Decided {
  const complete = completeProfile(facts.schema, { profile: row.profile, problems: [] });
  if (!complete.ok) return refused(row.externalId, complete.reason);
  const login = profileText(complete.profile, "login");
  if (facts.takenLogins.has(foldLogin(login))) return refused(row.externalId, loginTaken(login));
  const takenValue = facts.takenValues.get(row.externalId);
  if (takenValue !== undefined) return refused(row.externalId, takenValue);
  return { kind: "create", row, profile: complete.profile };
}

function loginTaken(login: string): string {
  return `A person with the login ${login} exists already: link the account to that person`;
}

function refused(externalId: string, reason: string): Decided {
  return { kind: "refused", externalId, reason };
}
