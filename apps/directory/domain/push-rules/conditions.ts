/** What a push rule asks of a group: its name and its description, compared with texts (okta-client §3.8). Letter case is ignored, as it is where names are unique. */
import { type RawBuilder, sql } from "kysely";

/** How an attribute is compared with a text. */
export const PUSH_OPERATORS = ["STARTS_WITH", "ENDS_WITH", "CONTAINS", "EQUALS"] as const;

/** One comparison. */
export interface PushCondition {
  readonly attribute: "name" | "description";
  readonly operator: (typeof PUSH_OPERATORS)[number];
  readonly value: string;
  /** The comparison must not hold. A group without a description counts as one with an empty one. */
  readonly not: boolean;
}

/** Which groups a rule matches. */
export interface PushSelection {
  /** Whether all conditions must hold, or any one of them. */
  readonly match: "ALL" | "ANY";
  readonly conditions: readonly PushCondition[];
}

/** Conditions of one rule at most. */
export const PUSH_CONDITIONS_MAX = 20;

/**
 * The selection as a condition on `person_group`. The group of everybody is never matched: a rule such as "does not start with" would
 * push it unseen; it can be pushed by name.
 */
export function matchesSelection(selection: PushSelection): RawBuilder<boolean> {
  const joined = sql.join(selection.conditions.map(compile), selection.match === "ALL" ? sql` and ` : sql` or `);
  return sql<boolean>`(person_group.type <> 'BUILT_IN' and (${joined}))`;
}

function compile({ attribute, operator, value, not }: PushCondition): RawBuilder<boolean> {
  const text =
    attribute === "name" ? sql`lower(person_group.name)` : sql`lower(coalesce(person_group.description, ''))`;
  const wanted = sql`lower(${value}::text)`;
  const holds = compare(operator, text, wanted);
  return not ? sql`not (${holds})` : sql`(${holds})`;
}

function compare(
  operator: PushCondition["operator"],
  text: RawBuilder<unknown>,
  wanted: RawBuilder<unknown>,
): RawBuilder<unknown> {
  switch (operator) {
    case "STARTS_WITH":
      return sql`starts_with(${text}, ${wanted})`;
    case "ENDS_WITH":
      return sql`right(${text}, length(${wanted})) = ${wanted}`;
    case "CONTAINS":
      return sql`strpos(${text}, ${wanted}) > 0`;
    case "EQUALS":
      return sql`${text} = ${wanted}`;
  }
}
