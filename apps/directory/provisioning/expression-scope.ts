/** What the names in an app's expressions stand for, from what was loaded for one person (expression-facts.ts). */
import type { AppView, Attributes, ExpressionScope, GroupMembership } from "@lockstep/expression";
import type { PersonStatus } from "../contract.ts";
import type { Profile } from "../domain/tables.ts";

/** What is loaded only when an expression of the app asks for it. */
export interface LoadedFacts {
  readonly groups?: readonly GroupMembership[];
  readonly apps: Readonly<Record<string, AppView>>;
  /** By relation, and by relation and app with a blank between. */
  readonly related: Readonly<Record<string, Attributes>>;
}

/** No expression asks for anything. */
export const NO_FACTS: LoadedFacts = { groups: [], apps: {}, related: {} };

/** The person, the app and the moment that an expression is evaluated for. */
export interface ScopeParts {
  readonly person: { readonly id: string; readonly status: PersonStatus | string; readonly profile: Profile };
  readonly app?: { readonly label: string; readonly name: string; readonly userNameSuffix: string | null };
  readonly facts?: LoadedFacts;
  /** What the app is known to hold of the person's account, under the names of its user schema. */
  readonly appuser?: Attributes;
  /** Milliseconds since 1970; without it an expression that asks for the time fails. */
  readonly now?: number;
}

/** The scope of a To App expression. */
export function scopeOf({ person, app, appuser, facts = NO_FACTS, now }: ScopeParts): ExpressionScope {
  return {
    user: person.profile,
    internal: { id: person.id, status: person.status },
    ...(now === undefined ? {} : { now }),
    groups: () => facts.groups ?? [],
    apps: (name) => ownOf(facts.apps, name),
    related: (relation, other) => ownOf(facts.related, other === undefined ? relation : `${relation} ${other}`) ?? null,
    ...(app === undefined
      ? {}
      : { app: { label: app.label, name: app.name }, instance: { userSuffix: app.userNameSuffix } }),
    ...(appuser === undefined ? {} : { appuser }),
  };
}

function ownOf<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
