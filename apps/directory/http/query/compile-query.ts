/** A query expression as an SQL condition over named fields. Values travel as parameters. */
import { type RawBuilder, sql } from "kysely";
import { DirectoryError, type ErrorCode } from "../../domain/error.ts";
import { type Operator, parseQuery, type Query } from "./parse-query.ts";

/** Kinds of values that are compared. */
type ValueKind = "text" | "date" | "number" | "boolean";

/** What a name stands for. `texts`: several values (texts unless `of` says otherwise), true when any of them matches. */
export type Field =
  | {
      readonly kind: ValueKind;
      readonly sql: RawBuilder<unknown>;
      /** Operators that this field does not know: E0000031. */
      readonly refuses?: readonly Operator[];
    }
  | {
      readonly kind: "texts";
      readonly of?: ValueKind;
      readonly any: (condition: (value: RawBuilder<unknown>) => RawBuilder<unknown>) => RawBuilder<unknown>;
    };

/** How expressions of one list are read. */
export interface QueryRules {
  readonly field: (path: string) => Field | undefined;
  /** Whether letter case counts: `filter` says yes, `search` no. */
  readonly isCaseSensitive: boolean;
  /** What is answered to an expression that cannot be read. */
  readonly errorCode: ErrorCode;
}

/** Compiles an expression; the error names the position, and the attribute where one is unknown. */
export function compileQuery(text: string, rules: QueryRules): RawBuilder<unknown> {
  const parsed = parseQuery(text);
  if (!parsed.ok) {
    throw new DirectoryError(rules.errorCode, {
      summary: `Invalid filter '${text.slice(0, 200)}': ${parsed.message}`,
      causes: [`${parsed.message} (position ${parsed.position})`],
    });
  }
  return compile(parsed.query, rules);
}

function compile(query: Query, rules: QueryRules): RawBuilder<unknown> {
  switch (query.kind) {
    case "and":
      return sql`(${sql.join(
        query.items.map((item) => compile(item, rules)),
        sql` and `,
      )})`;
    case "or":
      return sql`(${sql.join(
        query.items.map((item) => compile(item, rules)),
        sql` or `,
      )})`;
    case "not":
      return sql`(not coalesce(${compile(query.item, rules)}, false))`;
    case "present": {
      const field = requireField(query, rules);
      const isPresent = (value: RawBuilder<unknown>) => sql`(${value} is not null and ${value}::text <> '')`;
      return field.kind === "texts" ? field.any(isPresent) : isPresent(field.sql);
    }
    case "compare": {
      const field = requireField(query, rules);
      if (field.kind !== "texts" && field.refuses?.includes(query.operator) === true) {
        throw new DirectoryError("E0000031", { causes: [`${query.path}: ${query.operator} is not supported here`] });
      }
      const kind = field.kind === "texts" ? (field.of ?? "text") : field.kind;
      const condition = (value: RawBuilder<unknown>) => compareValue({ value, kind, query }, rules);
      return field.kind === "texts" ? field.any(condition) : condition(field.sql);
    }
  }
}

function compareValue(
  comparison: {
    readonly value: RawBuilder<unknown>;
    readonly kind: ValueKind;
    readonly query: Extract<Query, { kind: "compare" }>;
  },
  rules: QueryRules,
): RawBuilder<unknown> {
  const { value, kind, query } = comparison;
  switch (kind) {
    case "date":
      return compareDate(value, query.operator, query.value);
    case "text":
      return compareText({ value, operator: query.operator, text: requireText(query) }, rules);
    case "number":
    case "boolean":
      return compareScalar(value, kind, query);
  }
}

/** Numbers and truth values. Okta's clients write them with and without quotes. */
function compareScalar(
  value: RawBuilder<unknown>,
  kind: "number" | "boolean",
  query: Extract<Query, { kind: "compare" }>,
): RawBuilder<unknown> {
  const asked = kind === "number" ? requireNumber(query) : requireBoolean(query);
  switch (query.operator) {
    case "eq":
      return sql`${value} = ${asked}`;
    case "ne":
      return sql`${value} is distinct from ${asked}`;
    case "gt":
    case "ge":
    case "lt":
    case "le":
      if (kind === "number") return sql`${value} ${SYMBOLS[query.operator]} ${asked}`;
      break;
    default:
      break;
  }
  throw new DirectoryError("E0000031", {
    causes: [`${query.path}: The operator ${query.operator} does not compare ${kind}s (position ${query.position})`],
  });
}

function requireNumber(query: Extract<Query, { kind: "compare" }>): RawBuilder<unknown> {
  const { value, path } = query;
  const isNumber = typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value));
  if (!isNumber) throw new DirectoryError("E0000037", { causes: [`${path}: Compare with a number`] });
  return sql`${String(value)}::numeric`;
}

function requireBoolean(query: Extract<Query, { kind: "compare" }>): RawBuilder<unknown> {
  const text = String(query.value).toLowerCase();
  if (text !== "true" && text !== "false")
    throw new DirectoryError("E0000037", { causes: [`${query.path}: Compare with true or false`] });
  return sql`${text}::boolean`;
}

function requireField(query: { readonly path: string; readonly position: number }, rules: QueryRules): Field {
  const field = rules.field(query.path);
  if (field !== undefined) return field;
  throw new DirectoryError(rules.errorCode, {
    summary: `Invalid filter: field is not valid: ${query.path.slice(0, 100)}`,
    causes: [`field is not valid: ${query.path.slice(0, 100)} (position ${query.position})`],
  });
}

function requireText(query: { readonly path: string; readonly value: string | number | boolean }): string {
  if (typeof query.value === "string") return query.value;
  throw new DirectoryError("E0000037", { causes: [`${query.path}: Compare with a text in double quotes`] });
}

const SYMBOLS = { gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` } as const;

function compareText(
  comparison: { readonly value: RawBuilder<unknown>; readonly operator: Operator; readonly text: string },
  rules: QueryRules,
): RawBuilder<unknown> {
  const { operator } = comparison;
  const value = rules.isCaseSensitive ? comparison.value : sql`lower(${comparison.value})`;
  const text = rules.isCaseSensitive ? sql`${comparison.text}::text` : sql`lower(${comparison.text}::text)`;
  switch (operator) {
    case "eq":
      // The folded comparison finds the index that unique names have, the exact one decides.
      return rules.isCaseSensitive
        ? sql`(lower(${comparison.value}) = lower(${comparison.text}::text) and ${value} = ${text})`
        : sql`${value} = ${text}`;
    case "ne":
      return sql`${value} is distinct from ${text}`;
    case "sw":
      return sql`starts_with(${value}, ${text})`;
    case "co":
      return sql`strpos(${value}, ${text}) > 0`;
    case "ew":
      return sql`right(${value}, length(${text})) = ${text}`;
    default:
      return sql`${value} collate "C" ${SYMBOLS[operator]} ${text} collate "C"`;
  }
}

function compareDate(
  value: RawBuilder<unknown>,
  operator: Operator,
  asked: string | number | boolean,
): RawBuilder<unknown> {
  const instant = parseInstant(asked);
  // Answers show milliseconds: what was read must be found again.
  const stored = sql`date_trunc('milliseconds', ${value})`;
  switch (operator) {
    case "eq":
      return sql`${stored} = ${instant}::timestamptz`;
    case "ne":
      return sql`${stored} is distinct from ${instant}::timestamptz`;
    case "gt":
    case "ge":
    case "lt":
    case "le":
      return sql`${stored} ${SYMBOLS[operator]} ${instant}::timestamptz`;
    default:
      throw new DirectoryError("E0000031", { causes: [`The operator ${operator} does not compare dates`] });
  }
}

const RFC_3339 = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** An instant in RFC 3339 form; E0000030 otherwise. */
export function parseInstant(value: unknown): Date {
  const instant = typeof value === "string" && RFC_3339.test(value) ? new Date(value) : undefined;
  if (instant !== undefined && !Number.isNaN(instant.getTime())) return instant;
  throw new DirectoryError("E0000030", {
    causes: [`'${String(value).slice(0, 100)}' is not a date such as 2026-03-02T09:15:04.000Z`],
  });
}
