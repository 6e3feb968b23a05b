/** One comparison of one value (RFC 7644 §3.4.2.2 table 3), as the in-memory evaluator decides it. */
import { type AttributeDefinition, type CompareOperator, foldCase, ScimError } from "@lockstep/scim";
import type { TableLayout } from "./layout.ts";
import type { Operand } from "./operand.ts";
import type { Parameters } from "./sql-text.ts";

/** A comparison with a literal of the attribute's type, by an operator that the type has: `assertFilter` has seen to both. */
export interface Comparison {
  readonly attribute: AttributeDefinition;
  readonly operator: CompareOperator;
  readonly literal: string | number | boolean;
  readonly layout: TableLayout;
  readonly parameters: Parameters;
}

/** A condition on one value, null for an unassigned one; or a constant, when no value can make a difference. */
export type Condition = { readonly sql: string } | { readonly always: boolean };

const SYMBOLS: Readonly<Partial<Record<CompareOperator, string>>> = {
  eq: "=",
  ne: "<>",
  gt: ">",
  ge: ">=",
  lt: "<",
  le: "<=",
};
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Compiles one comparison. Throws `ScimError` `invalidFilter` for a literal that no text can hold. */
export function compareOperand(comparison: Comparison, operand: Operand): Condition {
  const { attribute, literal, layout, parameters } = comparison;
  switch (attribute.type) {
    case "boolean":
      return { sql: `${jsonOf(operand)} ${symbolOf(comparison)} '${literal}'::jsonb` };
    case "integer":
    case "decimal":
      return {
        sql: `(${operand.text})::numeric ${symbolOf(comparison)} ${parameters.add(String(literal))}::numeric`,
      };
    case "dateTime": {
      const left = operand.kind === "instant" ? operand.text : `${layout.instantFunction}(${operand.text})`;
      return { sql: `${left} ${symbolOf(comparison)} ${layout.instantFunction}(${parameters.add(String(literal))})` };
    }
    default:
      return compareString(comparison, operand, String(literal));
  }
}

function compareString(comparison: Comparison, operand: Operand, literal: string): Condition {
  // PostgreSQL stores no U+0000, and a lone surrogate would be sent as another character.
  if (literal.includes("\0") || !literal.isWellFormed()) {
    throw new ScimError("invalidFilter", "The filter holds a character that no stored text can hold.");
  }
  const { attribute } = comparison;
  const isExact = attribute.caseExact || attribute.type === "binary";
  const wanted = isExact ? literal : foldCase(literal);
  if (operand.kind === "uuid") return compareUuid(comparison, operand.text, wanted);
  const text = isExact || operand.kind === "key" ? operand.text : `${comparison.layout.foldFunction}(${operand.text})`;
  return { sql: compareText(comparison, text, wanted) };
}

/** An id has one spelling, so that equality can use the index of the uuid column. */
function compareUuid(comparison: Comparison, column: string, wanted: string): Condition {
  const { operator, parameters } = comparison;
  if (operator !== "eq" && operator !== "ne") return { sql: compareText(comparison, `${column}::text`, wanted) };
  if (!UUID.test(wanted)) return { always: operator === "ne" };
  return { sql: `${column} ${symbolOf(comparison)} ${parameters.add(wanted)}::uuid` };
}

function compareText(comparison: Comparison, text: string, wanted: string): string {
  const parameter = comparison.parameters.add(wanted);
  switch (comparison.operator) {
    case "co":
      return `strpos(${text}, ${parameter}) > 0`;
    case "sw":
      return `starts_with(${text}, ${parameter})`;
    case "ew":
      return `right(${text}, length(${parameter}::text)) = ${parameter}`;
    case "eq":
    case "ne":
      return `${text} ${symbolOf(comparison)} ${parameter}`;
    default:
      // Code point order, as `compareCodePoints` has it; the locale of the database plays no part.
      return `(${text}) collate "C" ${symbolOf(comparison)} ${parameter}`;
  }
}

function symbolOf({ operator }: Comparison): string {
  const symbol = SYMBOLS[operator];
  if (symbol === undefined)
    throw new Error(`The operator ${operator} has no symbol: assertFilter should have refused it`);
  return symbol;
}

function jsonOf(operand: Operand): string {
  return operand.kind === "json" ? operand.json : operand.text;
}
