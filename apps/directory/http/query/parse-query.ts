/** Okta's query expressions (`search`, `filter`) as a tree (okta-management-api §5). Bounded in length and depth. */

/** A parsed expression. */
export type Query =
  | { readonly kind: "and" | "or"; readonly items: readonly Query[] }
  | { readonly kind: "not"; readonly item: Query }
  | { readonly kind: "present"; readonly path: string; readonly position: number }
  | {
      readonly kind: "compare";
      readonly path: string;
      readonly operator: Operator;
      readonly value: string | number | boolean;
      readonly position: number;
    };

/** Comparison operators. */
export type Operator = "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "sw" | "co" | "ew";

/** A tree, or what is wrong and where (zero-based). */
export type QueryResult =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly message: string; readonly position: number };

const LENGTH_MAX = 4096;
const DEPTH_MAX = 50;
const OPERATORS: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le", "sw", "co", "ew"]);

interface Token {
  readonly kind: "word" | "string" | "number" | "open" | "close" | "end";
  readonly text: string;
  readonly position: number;
}

class QueryFault extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Parses an expression. `and` binds tighter than `or`; operators may have any letter case. */
export function parseQuery(text: string): QueryResult {
  if (text.length > LENGTH_MAX) {
    return { ok: false, message: `The expression is longer than ${LENGTH_MAX} characters`, position: LENGTH_MAX };
  }
  try {
    const parser = new Parser(tokenize(text));
    return { ok: true, query: parser.parse() };
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error;
    return { ok: false, message: error.message, position: error.position };
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Query {
    const query = this.#either(0);
    const rest = this.#peek();
    if (rest.kind !== "end") throw new QueryFault(`Unexpected '${rest.text}'`, rest.position);
    return query;
  }

  #either(depth: number): Query {
    const items = [this.#both(depth)];
    while (this.#takeWord("or")) items.push(this.#both(depth));
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "or", items };
  }

  #both(depth: number): Query {
    const items = [this.#factor(depth)];
    while (this.#takeWord("and")) items.push(this.#factor(depth));
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "and", items };
  }

  #factor(depth: number): Query {
    const token = this.#peek();
    if (depth > DEPTH_MAX) throw new QueryFault(`More than ${DEPTH_MAX} parentheses inside each other`, token.position);
    if (token.kind === "word" && token.text.toLowerCase() === "not" && this.#tokens[this.#index + 1]?.kind === "open") {
      this.#next();
      return { kind: "not", item: this.#group(depth) };
    }
    return token.kind === "open" ? this.#group(depth) : this.#comparison();
  }

  #group(depth: number): Query {
    const open = this.#next();
    const query = this.#either(depth + 1);
    if (this.#next().kind !== "close") throw new QueryFault("The parenthesis is not closed", open.position);
    return query;
  }

  #comparison(): Query {
    const path = this.#next();
    if (path.kind !== "word") throw new QueryFault("An attribute name is missing", path.position);
    const operator = this.#next();
    const name = operator.text.toLowerCase();
    if (operator.kind === "word" && name === "pr") return { kind: "present", path: path.text, position: path.position };
    if (operator.kind !== "word" || !OPERATORS.has(name)) {
      throw new QueryFault(`Unrecognized attribute operator '${operator.text}'`, operator.position);
    }
    return {
      kind: "compare",
      path: path.text,
      operator: name as Operator,
      value: this.#value(),
      position: path.position,
    };
  }

  #value(): string | number | boolean {
    const token = this.#next();
    if (token.kind === "string") return token.text;
    if (token.kind === "number") return Number(token.text);
    if (token.kind === "word" && (token.text === "true" || token.text === "false")) return token.text === "true";
    throw new QueryFault("A value in double quotes, a number, true or false is missing", token.position);
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "word" || token.text.toLowerCase() !== word) return false;
    this.#index += 1;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", text: "", position: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#index += 1;
    return token;
  }
}

const WORD = /[A-Za-z_][\w.]*/y;
const NUMBER = /-?\d+(\.\d+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text[position] ?? "";
    if (/\s/.test(character)) {
      position += 1;
      continue;
    }
    const token = readToken(text, position, character);
    tokens.push(token.token);
    position = token.end;
  }
  tokens.push({ kind: "end", text: "", position: text.length });
  return tokens;
}

function readToken(text: string, position: number, character: string): { readonly token: Token; readonly end: number } {
  if (character === "(" || character === ")") {
    return { token: { kind: character === "(" ? "open" : "close", text: character, position }, end: position + 1 };
  }
  for (const [kind, pattern] of [
    ["string", STRING],
    ["word", WORD],
    ["number", NUMBER],
  ] as const) {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    const content = kind === "string" ? unquote(found, position) : found;
    return { token: { kind, text: content, position }, end: position + found.length };
  }
  throw new QueryFault(
    character === '"' ? "The text is not closed by a double quote" : `Unexpected '${character}'`,
    position,
  );
}

function unquote(quoted: string, position: number): string {
  let text: string;
  try {
    text = String(JSON.parse(quoted));
  } catch {
    throw new QueryFault("The text is not a JSON string", position);
  }
  // No value that is stored holds one, and PostgreSQL takes none as a parameter.
  if (text.includes("\u0000")) throw new QueryFault("The text holds a NUL character", position);
  return text;
}
