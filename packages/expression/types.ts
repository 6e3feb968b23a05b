/** The language as data. */

/** What an expression yields. Never set = null, emptied = "". */
export type Value = string | number | boolean | null | readonly Value[];

/** The attributes that an expression may read. Own properties only. */
export type Attributes = Readonly<Record<string, Value | undefined>>;

/** What the names at the head of a reference stand for. */
export interface ExpressionScope {
  /** The person's profile: `user.email`. */
  readonly user: Attributes;
  /** In mappings to an app the person, on import the app user: `source.email`. The person when not given. */
  readonly source?: Attributes;
  /** The app user's profile: `appuser.title`. Empty when not given. */
  readonly appuser?: Attributes;
  /** The app instance: `instance.userSuffix`. Empty when not given. */
  readonly instance?: Attributes;
  /** What `user.getInternalProperty("id")` and `("status")` answer. */
  readonly internal?: { readonly id?: string; readonly status?: string };
}

/** A parsed expression. `position` is the zero-based offset in the source text. */
export type Expression =
  | { readonly kind: "literal"; readonly value: Value; readonly position: number }
  | { readonly kind: "array"; readonly items: readonly Expression[]; readonly position: number }
  | { readonly kind: "reference"; readonly head: string; readonly name: string; readonly position: number }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[]; readonly position: number }
  | { readonly kind: "index"; readonly target: Expression; readonly index: Expression; readonly position: number }
  | { readonly kind: "not"; readonly operand: Expression; readonly position: number }
  | { readonly kind: "negate"; readonly operand: Expression; readonly position: number }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly position: number;
    }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
      readonly position: number;
    }
  | { readonly kind: "elvis"; readonly left: Expression; readonly right: Expression; readonly position: number }
  /** A template: the texts of its parts one after the other. */
  | { readonly kind: "template"; readonly parts: readonly Expression[]; readonly position: number };

/** Operators between two operands. */
export type BinaryOperator = StrictOperator | "and" | "or";

export type StrictOperator = "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | ">" | "<=" | ">=";
