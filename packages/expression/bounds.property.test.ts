import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkExpression,
  ExpressionError,
  type ExpressionScope,
  evaluateExpression,
  listFunctions,
  parseExpression,
  parseTemplate,
} from "./index.ts";
import { EXAMPLES, WINSTON } from "./testing/examples.ts";

const LENGTH_OF_RESULT_MAX = 10_000_000;

/** Parses, checks and evaluates; anything but a value or the language's own error fails. */
function survive(text: string, scope: ExpressionScope = WINSTON): void {
  for (const parse of [parseExpression, parseTemplate]) {
    const parsed = parse(text);
    if (!parsed.ok) {
      expect(parsed.message).not.toBe("");
      expect(parsed.position).toBeGreaterThanOrEqual(0);
      expect(parsed.end).toBeLessThanOrEqual(text.length);
      continue;
    }
    for (const problem of checkExpression(parsed.expression, { user: { firstName: "string" } })) {
      expect(text.slice(problem.position, problem.end)).not.toBe("");
    }
    try {
      const value = evaluateExpression(parsed.expression, scope);
      expect(JSON.stringify(value).length).toBeLessThan(LENGTH_OF_RESULT_MAX);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      expect(error.position).toBeGreaterThanOrEqual(0);
      expect(error.end).toBeGreaterThanOrEqual(error.position);
      expect(error.end).toBeLessThanOrEqual(text.length);
    }
  }
}

const NAMES = listFunctions().map(({ name }) => name);
const atom = fc.oneof(
  fc.constantFrom(
    "user.firstName",
    "source.salary",
    "user.isContractor",
    "null",
    "true",
    "'a,b'",
    '""',
    "user.__proto__",
    "app.constructor",
    "user.unset",
    "user.getGroups()",
    'getManagerUser("active_directory")',
    "{1, 'x', {2}}",
    "{'group.id': 'x'}",
    "'(a*)*b'",
    "'\\d{3,}'",
  ),
  fc.integer({ min: -5, max: 2_000 }).map(String),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    fc
      .tuple(
        fc.constantFrom(...NAMES, "toUpperCase", "constructor", "user.toString"),
        fc.array(tie("expression"), { maxLength: 4 }),
      )
      .map(([name, args]) => `${name}(${args.join(", ")})`),
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "AND", "||", "matches", "?:"),
        tie("expression"),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    tie("expression").map((inner) => `!${inner}`),
    fc.tuple(tie("expression"), tie("expression")).map(([list, index]) => `${list}[${index}]`),
    tie("expression").map((inner) => `${inner}.![profile.__proto__]`),
    tie("expression").map((inner) => `(${inner}).constructor`),
  ),
}));

describe("whatever the text", () => {
  it("never throws anything of its own but ExpressionError, and always ends", () => {
    fc.assert(
      fc.property(expression, (text) => survive(text)),
      { numRuns: 2_000 },
    );
  });

  it("survives any characters, and any cut through a good expression", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: "binary" }), (text) => survive(text)),
      { numRuns: 500 },
    );
    for (const { expression: text } of EXAMPLES) {
      for (let length = 0; length < text.length; length += 1) survive(text.slice(0, length));
    }
  });

  it("reaches no prototype", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "__defineGetter__"),
        fc.constantFrom(
          "user.",
          "appuser.",
          "org.",
          "zendesk.",
          'getManagerUser("active_directory").',
          "user.getGroups()[0].",
          "findWorkdayUser().",
        ),
        (name, head) => {
          const parsed = parseExpression(`${head}${name}`);
          if (!parsed.ok) throw new Error(parsed.message);
          expect(evaluateExpression(parsed.expression, WINSTON)).toBeNull();
        },
      ),
    );
    expect(() => survive("{'__proto__': 1}")).not.toThrow();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("matches patterns that make other engines run away in bounded steps", () => {
    const user = { text: "a".repeat(5_000) };
    const run = (text: string) => {
      const parsed = parseExpression(text);
      if (!parsed.ok) throw new Error(parsed.message);
      return evaluateExpression(parsed.expression, { user });
    };
    expect(run("user.text matches '(a*)*'")).toBe(true);
    expect(run("user.text matches '(a|a)*b'")).toBe(false);
    expect(() => run(`user.text matches '${"(.*a){60}".repeat(3)}'`)).toThrow("The expression takes too many steps.");
    expect(() => run("user.text matches '(a{100}){100}'")).toThrow("The pattern is too large.");
  });
});
