/** The descent. Loosest first: conditional and Elvis, OR, AND, equality, order and `matches`, sum, product, sign, what follows a value. */
import type { Token } from "./tokenize.ts";
import type { BinaryOperator, Expression, MapEntry, Span } from "./types.ts";

const DEPTH_MAX = 50;
const ITEMS_MAX = 1_000;
/** A chain such as a + b + c … is as deep as it is long once it is a tree. */
const OPERATORS_MAX = 1_000;

/** Carries a fault out of the descent; `parsePart` turns it into a result. */
export class SyntaxFault extends Error {
  readonly span: Span;

  constructor(message: string, { position, end }: Span) {
    super(message);
    this.span = { position, end };
  }
}

/** Binary operators from loosest to tightest; words in any letter case. */
const LEVELS: readonly Readonly<Record<string, BinaryOperator>>[] = [
  { or: "or", "||": "or" },
  { and: "and", "&&": "and" },
  { "==": "==", "!=": "!=" },
  { "<": "<", ">": ">", "<=": "<=", ">=": ">=", matches: "matches" },
  { "+": "+", "-": "-" },
  { "*": "*", "/": "/", "%": "%" },
];

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Reads the tokens of one expression. Throws `SyntaxFault`. */
export class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #operators = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseAll(): Expression {
    const first = this.#peek();
    if (first.kind === "end") throw new SyntaxFault("The expression is empty.", first);
    const expression = this.#parseConditional();
    const rest = this.#peek();
    if (rest.kind !== "end") throw unexpected(rest, "an operator or the end of the expression");
    return expression;
  }

  #parseConditional(): Expression {
    const start = this.#peek();
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) {
      throw new SyntaxFault(`The expression is nested more than ${DEPTH_MAX} levels deep.`, start);
    }
    const expression = this.#parseConditionalRest(this.#parseBinary(0), start.position);
    this.#depth -= 1;
    return expression;
  }

  #parseConditionalRest(condition: Expression, position: number): Expression {
    if (this.#take("?:")) {
      const right = this.#parseConditional();
      return { kind: "elvis", left: condition, right, position, end: right.end };
    }
    if (!this.#take("?")) return condition;
    const whenTrue = this.#parseConditional();
    this.#expect(":", 'a ":" and the value for the other case');
    const whenFalse = this.#parseConditional();
    return { kind: "conditional", condition, whenTrue, whenFalse, position, end: whenFalse.end };
  }

  #parseBinary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#parseUnary();
    let left = this.#parseBinary(level + 1);
    for (;;) {
      const token = this.#peek();
      const text = token.kind === "symbol" ? token.text : token.kind === "name" ? token.text.toLowerCase() : "";
      const operator = Object.hasOwn(operators, text) ? operators[text] : undefined;
      if (operator === undefined) return left;
      this.#index += 1;
      this.#operators += 1;
      if (this.#operators > OPERATORS_MAX) {
        throw new SyntaxFault(`The expression has more than ${OPERATORS_MAX} operators.`, token);
      }
      left = { kind: "binary", operator, left, right: this.#parseBinary(level + 1), ...spanOf(token) };
    }
  }

  #parseUnary(): Expression {
    // Signs are gathered in a loop: a thousand of them must not become a thousand calls.
    const signs: (Span & { readonly kind: "not" | "negate" })[] = [];
    for (;;) {
      const token = this.#peek();
      const isNot = token.kind === "symbol" ? token.text === "!" : isWord(token, "not");
      const isMinus = token.kind === "symbol" && token.text === "-";
      if (!isNot && !isMinus) break;
      if (signs.length >= DEPTH_MAX) throw new SyntaxFault("Too many signs stand in a row.", token);
      signs.push({ kind: isNot ? "not" : "negate", ...spanOf(token) });
      this.#index += 1;
    }
    return signs.reduceRight<Expression>((operand, sign) => ({ ...sign, operand }), this.#parsePostfix());
  }

  /** A value and what follows it: `[0]`, `.email`, `.![profile.name]`. */
  #parsePostfix(): Expression {
    let target = this.#parsePrimary();
    for (let count = 0; ; count += 1) {
      const opening = this.#peek();
      const isIndex = this.#take("[");
      if (!isIndex && !this.#take(".")) return target;
      if (count >= DEPTH_MAX) throw new SyntaxFault("Too many indexes stand in a row.", opening);
      if (isIndex) {
        const index = this.#parseConditional();
        const closing = this.#expect("]", 'a closing "]"');
        target = { kind: "index", target, index, position: opening.position, end: closing.end };
      } else if (this.#take("!")) {
        target = this.#parseProjection(target, opening.position);
      } else {
        const name = this.#expectName();
        target = { kind: "member", target, name: name.text, ...spanOf(name) };
      }
    }
  }

  #parseProjection(target: Expression, position: number): Expression {
    this.#expect("[", 'a "[" with the attribute');
    const path = [this.#expectName().text];
    while (this.#take(".")) {
      path.push(this.#expectName().text);
      if (path.length > DEPTH_MAX) throw new SyntaxFault("Too many names stand in a row.", this.#peek());
    }
    const closing = this.#expect("]", 'a closing "]"');
    return { kind: "projection", target, path, position, end: closing.end };
  }

  #parsePrimary(): Expression {
    const token = this.#peek();
    switch (token.kind) {
      case "text":
      case "number":
        this.#index += 1;
        return { kind: "literal", value: token.value, ...spanOf(token) };
      case "name":
        return this.#parseName(token);
      case "symbol":
        if (this.#take("(")) {
          const inner = this.#parseConditional();
          this.#expect(")", 'a closing ")"');
          return inner;
        }
        if (this.#take("{")) return this.#parseBraces(token.position);
        throw unexpected(token, "a value");
      case "end":
        throw unexpected(token, "a value");
    }
  }

  #parseName(first: Token & { readonly kind: "name" }): Expression {
    this.#index += 1;
    const constant = CONSTANTS.get(first.text.toLowerCase());
    if (constant !== undefined) return { kind: "literal", value: constant, ...spanOf(first) };
    const path = [first.text];
    let { end } = first;
    while (this.#peekText(0) === "." && this.#peekText(1) !== "!") {
      this.#index += 1;
      const name = this.#expectName();
      path.push(name.text);
      end = name.end;
    }
    const span = { position: first.position, end };
    const name = path.join(".");
    if (this.#take("(")) return { kind: "call", name, args: this.#parseItems(")").items, ...span };
    const [head = "", attribute] = path;
    if (attribute === undefined) return { kind: "reference", head: "", name: head, ...span };
    if (path.length > 2) throw new SyntaxFault(`"${name}" has too many parts. Write user and one attribute.`, span);
    return { kind: "reference", head, name: attribute, ...span };
  }

  #parseItems(close: ")" | "}", first?: Expression): { readonly items: readonly Expression[]; readonly end: number } {
    const items: Expression[] = first === undefined ? [] : [first];
    for (;;) {
      const closing = this.#peek();
      if (this.#take(close)) return { items, end: closing.end };
      if (items.length >= ITEMS_MAX) {
        throw new SyntaxFault(`More than ${ITEMS_MAX} values stand in one list.`, closing);
      }
      if (items.length > 0) this.#expect(",", `a "," or a closing "${close}"`);
      items.push(this.#parseConditional());
    }
  }

  /** A list `{1, 2}` or, when a ":" follows the first part, a map `{'group.id': '00g…'}`. */
  #parseBraces(position: number): Expression {
    if (this.#peekText(0) === "}") {
      this.#index += 1;
      return { kind: "array", items: [], position, end: this.#endOfLast() };
    }
    const first = this.#parseConditional();
    if (this.#take(":")) return this.#parseEntries(first, position);
    const { items, end } = this.#parseItems("}", first);
    return { kind: "array", items, position, end };
  }

  #parseEntries(first: Expression, position: number): Expression {
    const entries: MapEntry[] = [{ key: keyOf(first), value: this.#parseConditional() }];
    while (!this.#take("}")) {
      if (entries.length >= ITEMS_MAX)
        throw new SyntaxFault(`More than ${ITEMS_MAX} values stand in one map.`, this.#peek());
      this.#expect(",", 'a "," or a closing "}"');
      const key = keyOf(this.#parseConditional());
      this.#expect(":", 'a ":" and the value of the key');
      entries.push({ key, value: this.#parseConditional() });
    }
    return { kind: "map", entries, position, end: this.#endOfLast() };
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", position: 0, end: 0 };
  }

  /** The text of a symbol, so many tokens on. */
  #peekText(ahead: number): string | undefined {
    const token = this.#tokens[this.#index + ahead];
    return token?.kind === "symbol" ? token.text : undefined;
  }

  #endOfLast(): number {
    return this.#tokens[this.#index - 1]?.end ?? 0;
  }

  #take(symbol: string): boolean {
    if (this.#peekText(0) !== symbol) return false;
    this.#index += 1;
    return true;
  }

  #expect(symbol: string, expected: string): Token {
    const token = this.#peek();
    if (!this.#take(symbol)) throw unexpected(token, expected);
    return token;
  }

  #expectName(): Token & { readonly kind: "name" } {
    const token = this.#peek();
    if (token.kind !== "name") throw unexpected(token, "a name");
    this.#index += 1;
    return token;
  }
}

function keyOf(expression: Expression): string {
  if (expression.kind === "literal" && typeof expression.value === "string") return expression.value;
  if (expression.kind === "reference" && expression.head === "") return expression.name;
  throw new SyntaxFault("The key of a map must be a text.", expression);
}

function unexpected(token: Token, expected: string): SyntaxFault {
  if (token.kind === "end") return new SyntaxFault(`The expression ends where ${expected} was expected.`, token);
  const found = token.kind === "text" || token.kind === "number" ? String(token.value) : token.text;
  return new SyntaxFault(`Found "${found}" where ${expected} was expected.`, token);
}

function spanOf({ position, end }: Span): Span {
  return { position, end };
}

function isWord(token: Token, word: string): boolean {
  return token.kind === "name" && token.text.toLowerCase() === word;
}
