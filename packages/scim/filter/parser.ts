/**
 * Reads the filter language (RFC 7644 §3.4.2.2) by recursive descent. Errata 4670 (precedence: grouping, comparison, not,
 * and, or), 7319 (`not(` and `not (`) and 4690 (no value path inside a value path). Length, depth and number of terms are
 * bounded, so that no text can exhaust the stack or the evaluator.
 */
import { ScimError } from "../error.ts";
import { isAttributeName } from "../schema/shape.ts";
import type { AttributePath, CompareOperator, Filter, FilterDialect, FilterValue, ParseResult } from "./ast.ts";
import { parseAttributePath } from "./attribute-path.ts";
import { readNumber } from "./number.ts";
import { type SyntaxFault, type Token, tokenize } from "./tokenizer.ts";

/** Hard bounds of a filter. */
export interface FilterLimits {
  /** Longest text, in UTF-16 code units. */
  readonly lengthMax: number;
  /** Deepest nesting of parentheses, brackets and `not`. */
  readonly depthMax: number;
  /** Most comparisons and `pr` tests. */
  readonly termsMax: number;
}

/** The bounds that hold unless others are given. */
export const FILTER_LIMITS: FilterLimits = { lengthMax: 16_384, depthMax: 32, termsMax: 200 };

const OPERATORS: ReadonlySet<string> = new Set(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);

/** How a filter is read. */
export interface FilterOptions {
  readonly limits?: FilterLimits;
  /** Default: the grammar and nothing else. */
  readonly dialect?: FilterDialect | undefined;
}

/** The filter that a text means, or what is wrong and where. */
export function parseFilter(text: string, options: FilterOptions = {}): ParseResult<Filter> {
  return parse(text, options, undefined);
}

/**
 * The same for the text between the brackets of a value path on the named attribute: its names are sub-attributes, and
 * brackets are refused.
 */
export function parseValueFilter(text: string, attribute: string, options: FilterOptions = {}): ParseResult<Filter> {
  return parse(text, options, attribute);
}

function parse(text: string, options: FilterOptions, inside: string | undefined): ParseResult<Filter> {
  const { limits = FILTER_LIMITS, dialect } = options;
  if (text.length > limits.lengthMax) {
    return { ok: false, message: `A filter has at most ${limits.lengthMax} characters.`, position: limits.lengthMax };
  }
  const tokens = tokenize(text, dialect);
  if (!isTokens(tokens)) return { ok: false, ...tokens };
  try {
    const parser = new FilterParser(tokens, limits, dialect);
    const filter = parser.readOr(0, inside);
    parser.expectEnd();
    return { ok: true, value: filter };
  } catch (error) {
    if (error instanceof FilterFault) return { ok: false, message: error.message, position: error.position };
    throw error;
  }
}

/** The filter that a text means. Throws `ScimError` `invalidFilter`, which says what is wrong and where. */
export function requireFilter(text: string, options: FilterOptions = {}): Filter {
  const result = parseFilter(text, options);
  if (result.ok) return result.value;
  throw new ScimError("invalidFilter", `The filter is not valid at position ${result.position}: ${result.message}`);
}

function isTokens(result: readonly Token[] | SyntaxFault): result is readonly Token[] {
  return Array.isArray(result);
}

/** Unwinds the descent; never leaves this file. */
class FilterFault extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #limits: FilterLimits;
  readonly #dialect: FilterDialect | undefined;
  #index = 0;
  #terms = 0;

  constructor(tokens: readonly Token[], limits: FilterLimits, dialect: FilterDialect | undefined) {
    this.#tokens = tokens;
    this.#limits = limits;
    this.#dialect = dialect;
  }

  /** `inside` is the attribute before the brackets in which the filter stands, if it does. */
  readOr(depth: number, inside: string | undefined): Filter {
    let left = this.#readAnd(depth, inside);
    while (this.#takeKeyword("or")) left = { kind: "or", left, right: this.#readAnd(depth, inside) };
    return left;
  }

  expectEnd(): void {
    const token = this.#peek();
    if (token.kind === "end") return;
    if (token.kind === "close") throw new FilterFault('There is a ")" without its "(".', token.position);
    if (token.kind === "closeBracket") throw new FilterFault('There is a "]" without its "[".', token.position);
    throw new FilterFault('Here "and", "or" or the end of the filter is expected.', token.position);
  }

  #readAnd(depth: number, inside: string | undefined): Filter {
    let left = this.#readNot(depth, inside);
    while (this.#takeKeyword("and")) left = { kind: "and", left, right: this.#readNot(depth, inside) };
    return left;
  }

  #readNot(depth: number, inside: string | undefined): Filter {
    const token = this.#peek();
    if (token.kind === "open") return this.#readGroup(depth, inside);
    if (token.kind === "word" && token.text.toLowerCase() === "not") {
      const next = this.#tokens[this.#index + 1];
      if (next?.kind !== "open")
        throw new FilterFault('"not" must be followed by a filter in parentheses.', token.position);
      this.#index += 1;
      return { kind: "not", filter: this.#readGroup(depth, inside) };
    }
    return this.#readTerm(depth, inside);
  }

  #readGroup(depth: number, inside: string | undefined): Filter {
    const open = this.#take();
    this.#assertDepth(depth, open.position);
    const filter = this.readOr(depth + 1, inside);
    const close = this.#take();
    if (close.kind !== "close") throw new FilterFault('A ")" is missing.', close.position);
    return filter;
  }

  #readTerm(depth: number, inside: string | undefined): Filter {
    const { path, position } = this.#readPath(inside);
    if (this.#peek().kind === "openBracket") return this.#readValuePath({ path, position, depth, inside });
    return this.#readTest(path, position);
  }

  #readTest(path: AttributePath, position: number): Filter {
    this.#terms += 1;
    if (this.#terms > this.#limits.termsMax) {
      throw new FilterFault(`A filter has at most ${this.#limits.termsMax} comparisons.`, position);
    }
    const operator = this.#take();
    if (operator.kind !== "word") throw new FilterFault("An operator such as eq is expected.", operator.position);
    const name = operator.text.toLowerCase();
    if (name === "pr") return { kind: "present", path, position };
    if (!isCompareOperator(name)) {
      throw new FilterFault("The operator is not one of eq, ne, co, sw, ew, gt, ge, lt, le, pr.", operator.position);
    }
    return { kind: "compare", path, operator: name, value: this.#readValue(), position };
  }

  #readPath(inside: string | undefined): { readonly path: AttributePath; readonly position: number } {
    const token = this.#take();
    if (token.kind === "end" && this.#tokens.length === 1) throw new FilterFault("The filter is empty.", 0);
    if (token.kind !== "word") throw new FilterFault("An attribute name is expected.", token.position);
    const path = parseAttributePath(token.text);
    if (!path.ok) throw new FilterFault(path.message, token.position + path.position);
    return {
      path: inside === undefined ? path.value : this.#toSubName(path.value, inside, token),
      position: token.position,
    };
  }

  #toSubName(path: AttributePath, inside: string, { position }: Token): AttributePath {
    const { schemaUrn, name, subName } = path;
    if (subName === undefined && schemaUrn === undefined) return path;
    const isPrefix = subName !== undefined && schemaUrn === undefined && isSingularOf(name, inside);
    if (isPrefix && this.#dialect?.("prefixedSubAttribute") === true)
      return { ...path, name: subName, subName: undefined };
    throw new FilterFault("Inside brackets only the name of a sub-attribute is allowed.", position);
  }

  #readValuePath(term: {
    readonly path: AttributePath;
    readonly position: number;
    readonly depth: number;
    readonly inside: string | undefined;
  }): Filter {
    const { path, position, depth, inside } = term;
    const open = this.#take();
    if (inside !== undefined) throw new FilterFault("Brackets inside brackets are not allowed.", open.position);
    if (path.subName !== undefined) {
      throw new FilterFault("Brackets follow an attribute, not a sub-attribute.", open.position);
    }
    this.#assertDepth(depth, open.position);
    const filter = this.readOr(depth + 1, path.name);
    const close = this.#take();
    if (close.kind !== "closeBracket") throw new FilterFault('A "]" is missing.', close.position);
    const next = this.#peek();
    if (next.kind !== "word" || !next.text.startsWith(".")) return { kind: "valuePath", path, filter, position };
    const subName = next.text.slice(1);
    if (!isAttributeName(subName) || this.#dialect?.("subAttributeAfterBrackets") !== true) {
      throw new FilterFault("After brackets no sub-attribute is allowed: put its condition inside.", next.position);
    }
    this.#index += 1;
    const right = this.#readTest({ schemaUrn: undefined, name: subName, subName: undefined }, next.position + 1);
    return { kind: "valuePath", path, filter: { kind: "and", left: filter, right }, position };
  }

  #readValue(): FilterValue {
    const token = this.#take();
    if (token.kind === "string") return token.value;
    if (token.kind !== "word") throw new FilterFault("A value to compare with is expected.", token.position);
    if (token.text === "true") return true;
    if (token.text === "false") return false;
    if (token.text === "null") return null;
    const number = readNumber(token.text);
    if (number === undefined) {
      const isOpenQuote = token.text.startsWith("'");
      if (!isOpenQuote && this.#dialect?.("unquotedValue") === true) return token.text;
      throw new FilterFault(
        "The value is not a string in double quotes, a number, true, false or null.",
        token.position,
      );
    }
    return number;
  }

  #assertDepth(depth: number, position: number): void {
    if (depth >= this.#limits.depthMax) {
      throw new FilterFault(`A filter nests at most ${this.#limits.depthMax} levels deep.`, position);
    }
  }

  #takeKeyword(keyword: "and" | "or"): boolean {
    const token = this.#peek();
    if (token.kind !== "word" || token.text.toLowerCase() !== keyword) return false;
    this.#index += 1;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", position: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#index += 1;
    return token;
  }
}

function isCompareOperator(name: string): name is CompareOperator {
  return OPERATORS.has(name);
}

/** `email` before the brackets of `emails`, `address` before those of `addresses`, or the name itself. */
function isSingularOf(name: string, attribute: string): boolean {
  const singular = name.toLowerCase();
  return ["", "s", "es"].some((ending) => `${singular}${ending}` === attribute.toLowerCase());
}
