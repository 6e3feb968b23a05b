/**
 * Parses the expression language. Loosest first: conditional and Elvis, OR, AND, equality, order, sum, product, sign, index.
 * Length and depth are bounded, so that no text can exhaust the stack.
 */
import { type Token, tokenize } from "./tokenize.ts";
import type { BinaryOperator, Expression } from "./types.ts";

/** A parsed expression, or what is wrong and where. */
export type ParseExpressionResult =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string; readonly position: number };

const LENGTH_MAX = 10_000;
const DEPTH_MAX = 50;
const ITEMS_MAX = 1_000;
/** A chain such as a + b + c … is as deep as it is long once it is a tree. */
const OPERATORS_MAX = 1_000;

/** Parses one expression, such as `user.firstName + " " + user.lastName`. */
export function parseExpression(text: string): ParseExpressionResult {
  return parsePart(text, 0, text.length);
}

/** Parses the expression that stands between two offsets of a text; positions count from the start of the whole text. */
export function parsePart(text: string, start: number, end: number): ParseExpressionResult {
  if (end - start > LENGTH_MAX) {
    return {
      ok: false,
      message: `The expression is longer than ${LENGTH_MAX} characters.`,
      position: start + LENGTH_MAX,
    };
  }
  const tokenized = tokenize(text, start, end);
  if (!tokenized.ok) return tokenized;
  const parser = new Parser(tokenized.tokens);
  try {
    return { ok: true, expression: parser.parseAll() };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return { ok: false, message: error.message, position: error.position };
  }
}

/** Carries a fault out of the descent; never leaves this file. */
class SyntaxFault extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Binary operators from loosest to tightest; words are those of Okta and, below them, of programmers. */
const LEVELS: readonly Readonly<Record<string, BinaryOperator>>[] = [
  { OR: "or", or: "or", "||": "or" },
  { AND: "and", and: "and", "&&": "and" },
  { "==": "==", "!=": "!=" },
  { "<": "<", ">": ">", "<=": "<=", ">=": ">=" },
  { "+": "+", "-": "-" },
  { "*": "*", "/": "/", "%": "%" },
];

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #operators = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseAll(): Expression {
    const first = this.#peek();
    if (first.kind === "end") throw new SyntaxFault("The expression is empty.", first.position);
    const expression = this.#parseConditional();
    const rest = this.#peek();
    if (rest.kind !== "end") throw this.#unexpected(rest, "an operator or the end of the expression");
    return expression;
  }

  #parseConditional(): Expression {
    const { position } = this.#peek();
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) {
      throw new SyntaxFault(`The expression is nested more than ${DEPTH_MAX} levels deep.`, position);
    }
    const expression = this.#parseConditionalRest(this.#parseBinary(0), position);
    this.#depth -= 1;
    return expression;
  }

  #parseConditionalRest(condition: Expression, position: number): Expression {
    if (this.#take("?:")) return { kind: "elvis", left: condition, right: this.#parseConditional(), position };
    if (!this.#take("?")) return condition;
    const whenTrue = this.#parseConditional();
    this.#expect(":", 'a ":" and the value for the other case');
    return { kind: "conditional", condition, whenTrue, whenFalse: this.#parseConditional(), position };
  }

  #parseBinary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#parseUnary();
    let left = this.#parseBinary(level + 1);
    for (;;) {
      const token = this.#peek();
      const text = token.kind === "symbol" || token.kind === "name" ? token.text : "";
      const operator = Object.hasOwn(operators, text) ? operators[text] : undefined;
      if (operator === undefined) return left;
      this.#index += 1;
      this.#operators += 1;
      if (this.#operators > OPERATORS_MAX) {
        throw new SyntaxFault(`The expression has more than ${OPERATORS_MAX} operators.`, token.position);
      }
      left = { kind: "binary", operator, left, right: this.#parseBinary(level + 1), position: token.position };
    }
  }

  #parseUnary(): Expression {
    // Signs are gathered in a loop: a thousand of them must not become a thousand calls.
    const signs: { readonly kind: "not" | "negate"; readonly position: number }[] = [];
    for (;;) {
      const token = this.#peek();
      const isNot = token.kind === "symbol" ? token.text === "!" : isWord(token, "NOT", "not");
      const isMinus = token.kind === "symbol" && token.text === "-";
      if (!isNot && !isMinus) break;
      if (signs.length >= DEPTH_MAX) throw new SyntaxFault("Too many signs stand in a row.", token.position);
      signs.push({ kind: isNot ? "not" : "negate", position: token.position });
      this.#index += 1;
    }
    return signs.reduceRight<Expression>(
      (operand, { kind, position }) => ({ kind, operand, position }),
      this.#parsePostfix(),
    );
  }

  #parsePostfix(): Expression {
    let target = this.#parsePrimary();
    for (let count = 0; ; count += 1) {
      const { position } = this.#peek();
      if (!this.#take("[")) return target;
      if (count >= DEPTH_MAX) throw new SyntaxFault("Too many indexes stand in a row.", position);
      const index = this.#parseConditional();
      this.#expect("]", 'a closing "]"');
      target = { kind: "index", target, index, position };
    }
  }

  #parsePrimary(): Expression {
    const token = this.#peek();
    const { position } = token;
    switch (token.kind) {
      case "text":
      case "number":
        this.#index += 1;
        return { kind: "literal", value: token.value, position };
      case "name":
        return this.#parseName(token.text, position);
      case "symbol":
        if (this.#take("(")) {
          const inner = this.#parseConditional();
          this.#expect(")", 'a closing ")"');
          return inner;
        }
        if (this.#take("{")) return { kind: "array", items: this.#parseItems("}"), position };
        throw this.#unexpected(token, "a value");
      case "end":
        throw this.#unexpected(token, "a value");
    }
  }

  #parseName(text: string, position: number): Expression {
    this.#index += 1;
    const constant = Object.hasOwn(CONSTANTS, text) ? CONSTANTS[text] : undefined;
    if (constant !== undefined) return { kind: "literal", value: constant.value, position };
    const path = [text];
    while (this.#take(".")) {
      const token = this.#peek();
      if (token.kind !== "name") throw this.#unexpected(token, "a name");
      this.#index += 1;
      path.push(token.text);
    }
    const name = path.join(".");
    if (this.#take("(")) return { kind: "call", name, args: this.#parseItems(")"), position };
    const [head = "", attribute] = path;
    if (attribute === undefined) {
      throw new SyntaxFault(`"${text}" is neither an attribute nor text. Write user.${text} or "${text}".`, position);
    }
    if (path.length > 2) throw new SyntaxFault(`"${name}" has too many parts. Write user and one attribute.`, position);
    return { kind: "reference", head, name: attribute, position };
  }

  #parseItems(close: ")" | "}"): readonly Expression[] {
    const items: Expression[] = [];
    if (this.#take(close)) return items;
    for (;;) {
      if (items.length >= ITEMS_MAX) {
        throw new SyntaxFault(`More than ${ITEMS_MAX} values stand in one list.`, this.#peek().position);
      }
      items.push(this.#parseConditional());
      if (this.#take(close)) return items;
      this.#expect(",", `a "," or a closing "${close}"`);
    }
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", position: 0 };
  }

  #take(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== "symbol" || token.text !== symbol) return false;
    this.#index += 1;
    return true;
  }

  #expect(symbol: string, expected: string): void {
    if (!this.#take(symbol)) throw this.#unexpected(this.#peek(), expected);
  }

  #unexpected(token: Token, expected: string): SyntaxFault {
    if (token.kind === "end")
      return new SyntaxFault(`The expression ends where ${expected} was expected.`, token.position);
    const found = token.kind === "text" || token.kind === "number" ? String(token.value) : token.text;
    if (isWord(token, "matches", "MATCHES")) {
      return new SyntaxFault(
        '"matches" is not supported here. Use String.stringContains or String.startsWith.',
        token.position,
      );
    }
    return new SyntaxFault(`Found "${found}" where ${expected} was expected.`, token.position);
  }
}

const CONSTANTS: Readonly<Record<string, { readonly value: boolean | null }>> = {
  true: { value: true },
  false: { value: false },
  null: { value: null },
};

function isWord(token: Token, ...words: readonly string[]): boolean {
  return token.kind === "name" && words.includes(token.text);
}
