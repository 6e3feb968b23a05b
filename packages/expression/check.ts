/**
 * Finds what is wrong with an expression before it ever runs: names of functions and attributes, numbers and types of arguments, and
 * whether the result fits where it is going. What depends on a person's values is not known here and never reported.
 */
import { argumentsMessage, findFunction, unknownFunctionMessage } from "./functions/table.ts";
import { parameterAt } from "./functions/types.ts";
import { HEADS, unknownHeadMessage } from "./scope.ts";
import { nearest } from "./suggest.ts";
import type { BinaryOperator, Expression, Span } from "./types.ts";
import { eitherType, isAccepted, isNumeric, typeInWords, type ValueType } from "./value-type.ts";

/** What is wrong, and what is to be underlined. */
export interface CheckProblem extends Span {
  readonly message: string;
}

/** The attributes of a head: their names, their names with types, or "any" for a head whose attributes are not known. */
export type KnownNames = "any" | readonly string[] | Readonly<Record<string, ValueType>>;

/** Attributes by head: `{ user: { login: "string" } }`. A head that is absent is not checked; `source` and bare names are checked as `user`. Other heads than those of the language are apps. */
export type KnownAttributes = Readonly<Record<string, KnownNames>>;

/** Where the result goes. */
export interface CheckOptions {
  readonly result?: { readonly name: string; readonly type: ValueType };
}

/** All problems of an expression, in the order of its text. */
export function checkExpression(
  expression: Expression,
  attributes: KnownAttributes,
  options: CheckOptions = {},
): readonly CheckProblem[] {
  const problems: CheckProblem[] = [];
  const report = (message: string, { position, end }: Span) => problems.push({ message, position, end });
  const type = typeOf(expression, { attributes, report });
  if (options.result !== undefined) {
    const message = resultMessage(type, options.result);
    if (message !== undefined) report(message, whole(expression));
  }
  return problems.sort((left, right) => left.position - right.position);
}

interface Check {
  readonly attributes: KnownAttributes;
  readonly report: (message: string, span: Span) => void;
}

/** The type of an expression; reports what is wrong inside it. As deep as evaluation goes, and bounded as that. */
function typeOf(expression: Expression, check: Check): ValueType {
  switch (expression.kind) {
    case "literal":
      return literalType(expression.value);
    case "array":
      for (const item of expression.items) typeOf(item, check);
      return "array";
    case "map":
      for (const { value } of expression.entries) typeOf(value, check);
      return "object";
    case "reference":
      return referenceType(expression, check);
    case "call":
      return callType(expression, check);
    case "index":
      requireList(expression.target, check);
      require(expression.index, "integer", check);
      return "any";
    case "member":
      require(expression.target, "object", check);
      return "any";
    case "projection":
      requireList(expression.target, check);
      return "array";
    case "not":
      require(expression.operand, "boolean", check);
      return "boolean";
    case "negate":
      return require(expression.operand, "number", check);
    case "binary":
      return binaryType(expression, check);
    case "conditional":
      require(expression.condition, "boolean", check);
      return eitherType(typeOf(expression.whenTrue, check), typeOf(expression.whenFalse, check));
    case "elvis":
      return eitherType(typeOf(expression.left, check), typeOf(expression.right, check));
    case "template":
      for (const part of expression.parts) require(part, "string", check);
      return "string";
  }
}

/** Reports a part that is certainly of another type than asked for; gives its type. */
function require(part: Expression, wanted: ValueType, check: Check): ValueType {
  const type = typeOf(part, check);
  const isText = part.kind === "literal" && typeof part.value === "string";
  const isFine = isAccepted(type, wanted) && !(isText && isNumeric(wanted) && !isNumber(part.value));
  if (!isFine) check.report(`Expected ${typeInWords(wanted)}, found ${typeInWords(type)}.`, whole(part));
  return isFine ? type : "any";
}

/** Functions take text with commas for a list; positions and projections do not. */
function requireList(part: Expression, check: Check): void {
  const type = typeOf(part, check);
  if (type === "array" || type === "any" || type === "null") return;
  check.report(`Expected a list, found ${typeInWords(type)}.`, whole(part));
}

function isNumber(value: unknown): boolean {
  return /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(String(value));
}

function literalType(value: unknown): ValueType {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

function referenceType(expression: Extract<Expression, { kind: "reference" }>, check: Check): ValueType {
  const { head, name } = expression;
  const known = namesOf(check.attributes, head);
  if (known === "any") return "any";
  if (known === undefined) {
    const isHead = head === "" || HEADS.some((candidate) => candidate === head);
    const apps = Object.keys(check.attributes);
    if (!isHead) check.report(unknownHeadMessage(head, apps), expression);
    return "any";
  }
  if (isNameList(known)) {
    if (!known.includes(name)) check.report(unknownAttribute(head, name, known), expression);
    return "any";
  }
  const type = Object.hasOwn(known, name) ? known[name] : undefined;
  if (type === undefined) check.report(unknownAttribute(head, name, Object.keys(known)), expression);
  return type ?? "any";
}

function unknownAttribute(head: string, name: string, known: readonly string[]): string {
  const written = (attribute: string) => (head === "" ? attribute : `${head}.${attribute}`);
  const suggestion = nearest(name, known);
  const hint = suggestion === undefined ? "" : ` Did you mean "${written(suggestion)}"?`;
  return `There is no attribute "${written(name)}".${hint}`;
}

function isNameList(known: KnownNames): known is readonly string[] {
  return Array.isArray(known);
}

function namesOf(attributes: KnownAttributes, head: string): KnownNames | undefined {
  if (Object.hasOwn(attributes, head)) return attributes[head];
  if (head === "") return namesOf(attributes, "source");
  return head === "source" && Object.hasOwn(attributes, "user") ? attributes["user"] : undefined;
}

function callType(expression: Extract<Expression, { kind: "call" }>, check: Check): ValueType {
  const { name, args } = expression;
  const definition = findFunction(name);
  if (definition === undefined) {
    check.report(unknownFunctionMessage(name), expression);
    for (const argument of args) typeOf(argument, check);
    return "any";
  }
  const wrongCount = argumentsMessage(name, definition, args.length);
  if (wrongCount !== undefined) check.report(wrongCount, expression);
  for (const [index, argument] of args.entries()) {
    require(argument, parameterAt(definition, index)?.type ?? "any", check);
  }
  return definition.returns;
}

function binaryType(expression: Extract<Expression, { kind: "binary" }>, check: Check): ValueType {
  const { operator, left, right } = expression;
  const wanted = operandType(operator);
  const types = [left, right].map((operand) =>
    wanted === undefined ? typeOf(operand, check) : require(operand, wanted, check),
  );
  const [first = "any", second = "any"] = types;
  switch (operator) {
    case "+":
      return sumType(first, second);
    case "-":
    case "*":
      return first === "integer" && second === "integer" ? "integer" : "number";
    case "/":
    case "%":
      return "number";
    case "<":
    case ">":
    case "<=":
    case ">=":
      for (const [operand, type] of [
        [left, first],
        [right, second],
      ] as const) {
        if (type === "boolean" || type === "array" || type === "object") {
          check.report(`${capital(typeInWords(type))} has no order.`, whole(operand));
        }
      }
      return "boolean";
    default:
      return "boolean";
  }
}

/** What both operands must be; undefined where it depends. */
function operandType(operator: BinaryOperator): ValueType | undefined {
  switch (operator) {
    case "and":
    case "or":
      return "boolean";
    case "-":
    case "*":
    case "/":
    case "%":
      return "number";
    case "+":
    case "matches":
      return "string";
    default:
      return undefined;
  }
}

/** Two numbers are summed, anything else is joined as text; when one side is not known, neither is the sum. */
function sumType(first: ValueType, second: ValueType): ValueType {
  if (isNumeric(first) && isNumeric(second)) return first === second ? first : "number";
  const isOpen = (type: ValueType) => type === "any" || isNumeric(type);
  return isOpen(first) && isOpen(second) ? "any" : "string";
}

/** Why a result does not fit its target, with the remedy. */
function resultMessage(
  type: ValueType,
  { name, type: wanted }: { readonly name: string; readonly type: ValueType },
): string | undefined {
  if (type === "object")
    return "The expression gives something with attributes of its own. Name one of them, such as .email.";
  if (type === "any" || type === "null" || wanted === "any" || wanted === type) return undefined;
  const fault = `The expression gives ${typeInWords(type)}, and ${name} is ${typeInWords(wanted)}.`;
  switch (wanted) {
    case "string":
      return type === "array" ? `${fault} Join it with Arrays.toCsvString(…), or take one item.` : undefined;
    case "integer":
      return type === "string" || type === "number" ? `${fault} Write Convert.toInt(…) around it.` : fault;
    case "number":
      if (type === "integer") return undefined;
      return type === "string" ? `${fault} Write Convert.toNum(…) around it.` : fault;
    case "boolean":
      return `${fault} Compare it with something, as in … == "yes".`;
    case "array":
      return `${fault} Write it in braces: {…}.`;
    default:
      return fault;
  }
}

/** All of an expression, from its first part to its last: operators carry only the place of their sign. */
function whole(expression: Expression): Span {
  let { position, end } = expression;
  const open: Expression[] = [expression];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    position = Math.min(position, part.position);
    end = Math.max(end, part.end);
    open.push(...partsOf(part));
  }
  return { position, end };
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "index":
    case "member":
    case "projection":
      return [expression.target];
    case "not":
    case "negate":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    default:
      return [];
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
