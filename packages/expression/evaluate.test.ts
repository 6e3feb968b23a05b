import { describe, expect, it } from "vitest";
import { ExpressionError, type ExpressionScope, evaluateExpression, parseExpression, type Value } from "./index.ts";

const scope: ExpressionScope = {
  user: {
    login: "jane.doe@example.com",
    email: "Jane.Doe@example.com",
    firstName: "Jane",
    lastName: "Doe",
    emptied: "",
    age: 42,
    admin: true,
    tags: ["a", "b"],
  },
  appuser: { title: "Boss" },
  instance: { userSuffix: "@corp" },
  internal: { id: "00u1", status: "ACTIVE" },
};

function evaluate(text: string): Value {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${parsed.message} at ${parsed.position}`);
  return evaluateExpression(parsed.expression, scope);
}

function failure(text: string): { message: string; position: number } {
  try {
    evaluate(text);
  } catch (error) {
    if (error instanceof ExpressionError) return { message: error.message, position: error.position };
    throw error;
  }
  throw new Error(`${text} was expected to fail`);
}

describe("references", () => {
  it.each<[string, Value]>([
    ["user.firstName", "Jane"],
    ["source.login", "jane.doe@example.com"],
    ["appuser.title", "Boss"],
    ["instance.userSuffix", "@corp"],
    ["user.neverSet", null],
    ["user.emptied", ""],
    ["user.tags[1]", "b"],
    ["user.tags[9]", null],
    ["user.neverSet[0]", null],
    ['user.getInternalProperty("id")', "00u1"],
    ["user.getInternalProperty('status')", "ACTIVE"],
  ])("%s is %j", (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it.each(["user.constructor", "user.__proto__", "user.toString", "appuser.hasOwnProperty"])(
    "%s reaches no prototype",
    (text) => {
      expect(evaluate(text)).toBeNull();
    },
  );

  it("names the head that was probably meant", () => {
    expect(failure("usr.login")).toEqual({
      message: 'There is nothing called "usr". Did you mean "user"?',
      position: 0,
    });
  });

  it("knows two internal properties only", () => {
    expect(failure('user.getInternalProperty("password")').message).toBe(
      'user.getInternalProperty knows "id" and "status", not "password".',
    );
  });
});

describe("operators", () => {
  it.each<[string, Value]>([
    ['user.firstName + " " + user.lastName', "Jane Doe"],
    ['user.firstName + user.neverSet + "!"', "Jane!"],
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["7 % 4 - 1", 2],
    ["-user.age", -42],
    ['"n" + 1 + 2', "n12"],
    ['user.admin ? "yes" : "no"', "yes"],
    ['user.neverSet == null ? "unset" : "set"', "unset"],
    ['user.emptied == "" AND user.neverSet == null', true],
    ["user.emptied == null", false],
    ['user.neverSet ?: "default"', "default"],
    ['user.emptied ?: "default"', "default"],
    ['user.firstName ?: "default"', "Jane"],
    ["user.neverSet ?: user.emptied ?: 'last'", "last"],
    ["user.age > 41 && user.age <= 42", true],
    ["user.age < 42 || user.age >= 43", false],
    ["'abc' < 'abd'", true],
    ["user.neverSet < 1", true],
    ["!user.admin", false],
    ["NOT user.neverSet", true],
    ["true OR user.firstName", true],
    ["false AND user.firstName", false],
    ["1 == '1'", false],
    ["{1, 2} == {1, 2}", true],
    ["{'x','y'}[1]", "y"],
    ["false ? 1 : true ? 2 : 3", 2],
    ["user.admin ? user.neverSet ?: 'e' : 'f'", "e"],
  ])("%s is %j", (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it.each<[string, string, number]>([
    ["user.firstName ? 1 : 2", 'Expected true or false, found the text "Jane".', 0],
    ["1 + 1 AND true", "Expected true or false, found the number 2.", 2],
    ["'a' * 2", 'Expected a number, found the text "a".', 0],
    ["1 / 0", "The result is no number.", 2],
    ["user.tags < 1", "Expected a number, found a list of 2 values.", 10],
    ["true < false", "the truth value true and the truth value false have no order.", 5],
    ["user.firstName[0]", "Only a list has positions.", 14],
  ])("%s says: %s", (text, message, position) => {
    expect(failure(text)).toEqual({ message, position });
  });
});

describe("functions", () => {
  it.each<[string, Value]>([
    ['String.append("a", user.neverSet)', "a"],
    ['String.join("-", "a", user.neverSet, "b")', "a-b"],
    ["String.len(user.neverSet)", 0],
    ['String.len("four")', 4],
    ['String.removeSpaces(" a b ")', "ab"],
    ['String.replace("a.b.c", ".", "$&")', "a$&b$&c"],
    ['String.replace("abc", "", "x")', "abc"],
    ['String.replaceFirst("a.b.c", ".", "-")', "a-b.c"],
    ['String.startsWith("abc", "ab")', true],
    ['String.stringContains(user.neverSet, "a")', false],
    ['String.stringSwitch("Sales EMEA", "other", "Sales", "S", "EMEA", "E")', "S"],
    ['String.stringSwitch("HR", "other", "Sales", "S")', "other"],
    ['String.substring("abcdef", 1, 3)', "bc"],
    ['String.substring("abc", 1, 99)', "bc"],
    ['String.substringAfter(user.email, "@")', "example.com"],
    ['String.substringAfter("abc", "@")', ""],
    ['String.substringBefore(user.email, "@")', "Jane.Doe"],
    ['String.substringBefore("abc", "@")', "abc"],
    ["String.toUpperCase(user.firstName)", "JANE"],
    ["String.toLowerCase(user.email)", "jane.doe@example.com"],
    ["String.toLowerCase(user.neverSet)", null],
    ["toLowerCase(user.email)", "jane.doe@example.com"],
    ['substringBefore(user.login, "@")', "jane.doe"],
    ['substring("abcdef", 0, 1) + substring("xyz", 2, 3)', "az"],
    ['Arrays.add(user.tags, "c")', ["a", "b", "c"]],
    ['Arrays.remove("a,b,a", "a")', ["b"]],
    ["Arrays.clear(user.tags)", []],
    ["Arrays.get({1,2}, 1)", 2],
    ["Arrays.get({1,2}, 5)", null],
    ["Arrays.flatten({1, {2, 3}}, 4)", [1, 2, 3, 4]],
    ['Arrays.contains(user.tags, "b")', true],
    ["Arrays.size(NULL_IS_UNSET)".replace("NULL_IS_UNSET", "null"), 0],
    ["Arrays.isEmpty(null)", true],
    ["Arrays.toCsvString(user.tags)", "a,b"],
    ['Convert.toInt("12.6")', 13],
    ["Convert.toInt(user.neverSet)", null],
    ['Convert.toNum("3.14")', 3.14],
  ])("%s is %j", (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it.each<[string, string, number]>([
    [
      "1 + String.uppercase(user.login)",
      'There is no function "String.uppercase". Did you mean "String.toUpperCase"?',
      4,
    ],
    [
      "String.toLowercase(user.login)",
      'There is no function "String.toLowercase". Did you mean "String.toLowerCase"?',
      0,
    ],
    ["Time.now()", "The present moment is not known in this place.", 0],
    ['isMemberOfGroupName("x")', "The person's groups are not known in this place.", 0],
    ['getManagerUser("active_directory").email', "Other people are not known in this place.", 0],
    ["somethingElseEntirely(1)", 'There is no function "somethingElseEntirely".', 0],
    ["constructor(1)", 'There is no function "constructor".', 0],
    ["String.len()", "String.len takes 1 value, found 0.", 0],
    ["String.substring(1)", "String.substring takes 2 to 3 values, found 1.", 0],
    ["String.join('-')", "String.join takes at least 2 values, found 1.", 0],
    ["Convert.toInt('x')", 'Expected a number, found the text "x".', 0],
    ["Convert.toInt('99999999999999999999')", "The number is too large.", 0],
  ])("%s says: %s", (text, message, position) => {
    expect(failure(text)).toEqual({ message, position });
  });
});

describe("bounds", () => {
  it("stops a text before it grows out of bounds", () => {
    const doubling = `${"String.replace(".repeat(12)}'aaaaaaaaaa'${",'a','aaaaaaaaaa')".repeat(12)}`;
    expect(failure(doubling).message).toBe("The text grows longer than 100000 characters.");
  });

  it("counts steps", () => {
    const parsed = parseExpression(Array.from({ length: 30 }, () => "1").join(" + "));
    if (!parsed.ok) throw new Error(parsed.message);
    expect(evaluateExpression(parsed.expression, scope, { stepsMax: 59 })).toBe(30);
    expect(() => evaluateExpression(parsed.expression, scope, { stepsMax: 58 })).toThrow(
      "The expression takes too many steps.",
    );
  });

  it("counts the one step of a reference where steps are counted", () => {
    const parsed = parseExpression("user.login");
    if (!parsed.ok) throw new Error(parsed.message);
    expect(evaluateExpression(parsed.expression, scope, { stepsMax: 1 })).toBe("jane.doe@example.com");
    expect(() => evaluateExpression(parsed.expression, scope, { stepsMax: 0 })).toThrow("too many steps");
  });
});
