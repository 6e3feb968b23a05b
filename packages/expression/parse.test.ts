// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so do the templates of Okta look.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkExpression, ExpressionError, evaluateExpression, parseExpression, parseTemplate } from "./index.ts";

describe("a text that is no expression", () => {
  it.each<[string, string, number]>([
    ["", "The expression is empty.", 0],
    ["   ", "The expression is empty.", 3],
    ["user.", "The expression ends where a name was expected.", 5],
    ["user.a user.b", 'Found "user" where an operator or the end of the expression was expected.', 7],
    ["'open", "The text that begins here has no closing '.", 0],
    ["(1 + 2", 'The expression ends where a closing ")" was expected.', 6],
    ["1 +", "The expression ends where a value was expected.", 3],
    ["true ? 1", 'The expression ends where a ":" and the value for the other case was expected.', 8],
    ["user.a = 1", 'The character "=" has no meaning here. To compare, write "==".', 7],
    ["1 # 2", 'The character "#" has no meaning here.', 2],
    ["user.manager.email", '"user.manager.email" has too many parts. Write user and one attribute.', 0],
    ["f(1,)", 'Found ")" where a value was expected.', 4],
    ["user.getGroups().![]", 'Found "]" where a name was expected.', 19],
    ["{'a': 1, 2}", "The key of a map must be a text.", 9],
    ["{'a': 1, 'b'}", 'Found "}" where a ":" and the value of the key was expected.', 12],
    ["{1: 2}", "The key of a map must be a text.", 1],
    [`1${"0".repeat(400)}`, "The number is too large.", 0],
  ])("%j is refused with its position", (text, message, position) => {
    expect(parseExpression(text)).toEqual({ ok: false, message, position, end: expect.any(Number) });
  });

  it.each<[string, string]>([
    ["(".repeat(5_000), "nested more than 50 levels deep"],
    ["!".repeat(5_000), "Too many signs"],
    [`1${"[0]".repeat(3_000)}`, "Too many indexes"],
    [Array.from({ length: 2_000 }, () => "1").join("+"), "more than 1000 operators"],
    [`"${"x".repeat(20_000)}"`, "longer than 10000 characters"],
    [`{${Array.from({ length: 2_000 }, () => "1").join()}}`, "More than 1000 values"],
  ])("a text beyond its bound ends the parser (case %#)", (text, message) => {
    expect(parseExpression(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });

  it("never throws and never runs away, whatever the text", () => {
    const words = fc.constantFrom(
      "user",
      ".",
      "a",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "?",
      ":",
      "?:",
      "+",
      "==",
      "!",
      "'x'",
      '"',
      "1",
      ",",
      "AND",
      "$",
      "\\",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const parsed = parseExpression(parts.join(" "));
        if (!parsed.ok) {
          expect(parsed.message).not.toBe("");
          return;
        }
        checkExpression(parsed.expression, { user: ["a"] });
        try {
          evaluateExpression(parsed.expression, { user: { a: "1" } });
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("text literals", () => {
  it.each([
    ['"say ""hi"""', 'say "hi"'],
    ["'it''s'", "it's"],
    ['"\\"', "\\"],
    ["'a\\b'", "a\\b"],
    ["'ünï'", "ünï"],
  ])("%s is read", (text, value) => {
    expect(parseExpression(text)).toMatchObject({ ok: true, expression: { kind: "literal", value } });
  });
});

describe("username templates of Okta", () => {
  const user = { login: "jane@example.com", email: "Jane@Example.com", userName: "jdoe" };

  it.each([
    ["${source.login}", "jane@example.com"],
    ['${fn:substringBefore(source.login, "@")}', "jane"],
    ["${source.email}", "Jane@Example.com"],
    ["${fn:toLowerCase(source.email)}", "jane@example.com"],
    ['${fn:toLowerCase(fn:substringBefore(source.email, "@"))}', "jane"],
    ["${source.userName}${instance.userSuffix}", "jdoe@corp"],
    ["x-${source.userName}-y", "x-jdoe-y"],
    ["${source.employeeID}", null],
    ["e${source.employeeID}", "e"],
    ['${source.userName + "}"}', "jdoe}"],
    ["${{'a','b'}[1]}", "b"],
  ])("%s gives %j", (template, value) => {
    const parsed = parseTemplate(template);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(evaluateExpression(parsed.expression, { user, instance: { userSuffix: "@corp" } })).toBe(value);
  });

  it.each<[string, string, number]>([
    ["", "The template names no attribute. Write for example ${source.email}.", 0],
    ["source.email", "The template names no attribute. Write for example ${source.email}.", 0],
    ["a${source.email", 'The "${" that begins here has no closing "}".', 1],
    ["ab${source.}", "The expression ends where a name was expected.", 11],
    ["ab${}", "The expression is empty.", 4],
  ])("%j is refused with its position", (template, message, position) => {
    expect(parseTemplate(template)).toEqual({ ok: false, message, position, end: expect.any(Number) });
  });
});

describe("checking before running", () => {
  function check(text: string) {
    const parsed = parseExpression(text);
    if (!parsed.ok) throw new Error(parsed.message);
    return checkExpression(parsed.expression, { user: ["login", "email", "firstName"] });
  }

  it("finds nothing wrong with a right expression", () => {
    expect(check("String.toLowerCase(user.email) + source.login + appuser.whatever ?: {1, !true}[0]")).toEqual([]);
  });

  it("reads a name that stands alone as an attribute of the source", () => {
    expect(check("firstName + lastname")).toEqual([
      { message: 'There is no attribute "lastname".', position: 12, end: 20 },
    ]);
  });

  it("names each wrong name with its position and the nearest right one", () => {
    expect(check('user.emial == "" ? source.firstname : String.length(usr.login, 1)')).toEqual([
      { message: 'There is no attribute "user.emial". Did you mean "user.email"?', position: 0, end: 10 },
      { message: 'There is no attribute "source.firstname". Did you mean "source.firstName"?', position: 19, end: 35 },
      { message: 'There is no function "String.length". Did you mean "String.len"?', position: 38, end: 51 },
      { message: 'There is nothing called "usr". Did you mean "user"?', position: 52, end: 61 },
    ]);
  });

  it("counts arguments", () => {
    expect(check("String.len(user.login, 1)")).toEqual([
      { message: "String.len takes 1 value, found 2.", position: 0, end: 10 },
    ]);
  });
});
