/**
 * Expressions as PostgreSQL computes them: texts of the profile, joined and chosen from, which is what most mappings are. What is computed here
 * is what the evaluator gives; every other expression is left to it.
 */
import type { Expression } from "@lockstep/expression";
import { type RawBuilder, sql } from "kysely";

/** A text or null in SQL, and the attributes of the profile that it reads: it holds where `isPlainText` says so of each of them. */
export interface TextInSql {
  readonly text: RawBuilder<string | null>;
  readonly reads: ReadonlySet<string>;
}

/** The column of type `jsonb` that holds an attribute of the profile; null where it is not set. */
export type ColumnOf = (attribute: string) => RawBuilder<unknown>;

/** Longest text of an attribute, and parts of an expression: joined they stay below what the evaluator allows, even twice over. */
const READ_LENGTH_MAX = 1_000;
const PARTS_MAX = 40;
/** Heads that stand for the profile in mappings to an app. */
const PROFILE_HEADS: ReadonlySet<string> = new Set(["user", "source", ""]);

/** The attribute that an expression is nothing but. */
export function attributeRead(expression: Expression): string | undefined {
  return expression.kind === "reference" && PROFILE_HEADS.has(expression.head) ? expression.name : undefined;
}

/** The expression in SQL; undefined where only the evaluator can tell. */
export function textInSql(expression: Expression, columnOf: ColumnOf): TextInSql | undefined {
  const writer = new Writer(columnOf);
  const text = writer.text(expression);
  return text === undefined ? undefined : { text, reads: writer.reads };
}

/** SQL condition: an attribute is not set, or a text that is not too long to be joined. */
export function isPlainText(column: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(${column} is null or (jsonb_typeof(${column}) in ('string', 'null') and length(${column}::text) <= ${READ_LENGTH_MAX}))`;
}

/** Writes one expression; each method gives undefined for what has no place in SQL. */
class Writer {
  readonly reads = new Set<string>();
  readonly #columnOf: ColumnOf;
  #parts = 0;

  constructor(columnOf: ColumnOf) {
    this.#columnOf = columnOf;
  }

  text(expression: Expression): RawBuilder<string | null> | undefined {
    this.#parts += 1;
    if (this.#parts > PARTS_MAX) return undefined;
    switch (expression.kind) {
      case "literal":
        return isText(expression.value) ? sql`${expression.value}::text` : undefined;
      case "reference":
        return this.#attribute(attributeRead(expression));
      case "binary":
        return expression.operator === "+" ? this.#joined([expression.left, expression.right]) : undefined;
      case "template":
        return this.#joined(expression.parts);
      case "elvis": {
        const [left, right] = [this.text(expression.left), this.text(expression.right)];
        return left && right && sql`coalesce(nullif(${left}, ''), ${right})`;
      }
      case "conditional": {
        const condition = this.#condition(expression.condition);
        const [whenTrue, whenFalse] = [this.text(expression.whenTrue), this.text(expression.whenFalse)];
        return condition && whenTrue && whenFalse && sql`case when ${condition} then ${whenTrue} else ${whenFalse} end`;
      }
      default:
        return undefined;
    }
  }

  #attribute(name: string | undefined): RawBuilder<string | null> | undefined {
    if (name === undefined) return undefined;
    this.reads.add(name);
    return sql`(${this.#columnOf(name)} #>> '{}')`;
  }

  /** What is not there counts as an empty text. */
  #joined(parts: readonly Expression[]): RawBuilder<string> | undefined {
    const texts = parts.map((part) => this.text(part));
    if (!texts.every((text) => text !== undefined)) return undefined;
    return sql`(${sql.join(
      texts.map((text) => sql`coalesce(${text}, '')`),
      sql` || `,
    )})`;
  }

  /** True or false, never null. */
  #condition(expression: Expression): RawBuilder<boolean> | undefined {
    if (expression.kind === "not") {
      const operand = this.#condition(expression.operand);
      return operand && sql`(not ${operand})`;
    }
    if (expression.kind !== "binary") return undefined;
    const { operator, left, right } = expression;
    if (operator === "and" || operator === "or") {
      const [first, second] = [this.#condition(left), this.#condition(right)];
      return first && second && sql`(${first} ${sql.raw(operator)} ${second})`;
    }
    if (operator !== "==" && operator !== "!=") return undefined;
    const [one, other] = [this.text(left), this.text(right)];
    return one && other && sql`(${one} is ${sql.raw(operator === "==" ? "not " : "")}distinct from ${other})`;
  }
}

function isText(value: unknown): value is string | null {
  return typeof value === "string" || value === null;
}
