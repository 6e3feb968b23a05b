import { describe, expect, it } from "vitest";
import { checkExpression, type KnownAttributes, parseExpression, type ValueType } from "./index.ts";

const KNOWN: KnownAttributes = {
  user: { login: "string", firstName: "string", age: "integer", ratio: "number", isAdmin: "boolean", tags: "array" },
  zendesk: { email: "string" },
};

function check(text: string, result?: ValueType) {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  const problems = checkExpression(
    parsed.expression,
    KNOWN,
    result === undefined ? {} : { result: { name: "title", type: result } },
  );
  return problems.map(({ message, position, end }) => `${text.slice(position, end)} | ${message}`);
}

describe("checking types before anything runs", () => {
  it.each([
    'user.isAdmin ? user.firstName : "none"',
    "user.age + 1 > 3 AND !user.isAdmin",
    "Arrays.contains(user.tags, user.firstName) || Arrays.size(user.login) > 1",
    'String.substring(user.login, 0, "3")',
    "user.firstName == null ? 0 : String.len(user.firstName) * 2",
    "zendesk.email ?: source.login + firstName",
    "user.tags[user.age]",
    "user.getGroups().![profile.name][0]",
    'getManagerUser("active_directory").whatever + 1',
    "user.isMemberOf({'group.id': '00g1'})",
  ])("%s is fine", (text) => {
    expect(check(text)).toEqual([]);
  });

  it.each([
    ["user.fristName", 'user.fristName | There is no attribute "user.fristName". Did you mean "user.firstName"?'],
    ["zendesk.emial", 'zendesk.emial | There is no attribute "zendesk.emial". Did you mean "zendesk.email"?'],
    ["zendsk.email", 'zendsk.email | There is nothing called "zendsk". Did you mean "zendesk"?'],
    ["user.age ? 1 : 2", "user.age | Expected true or false, found a whole number."],
    ["!(user.firstName + user.login)", "user.firstName + user.login | Expected true or false, found text."],
    ["user.isAdmin AND user.login", "user.login | Expected true or false, found text."],
    ["user.tags * 2", "user.tags | Expected a number, found a list."],
    ['String.substring(user.login, "a", 2)', '"a" | Expected a whole number, found text.'],
    ["Arrays.size(user.isAdmin)", "user.isAdmin | Expected a list, found true or false."],
    ["user.login[0].name", "user.login | Expected a list, found text."],
    ["user.login.![name]", "user.login | Expected a list, found text."],
    ["user.isAdmin < true", "user.isAdmin | True or false has no order.", "true | True or false has no order."],
    [
      '"Boss: " + getManagerUser("active_directory")',
      "getManagerUser | Expected text, found something with attributes of its own.",
    ],
    ["user.isMemberOf('00g1')", "'00g1' | Expected something with attributes of its own, found text."],
    ["String.len()", "String.len | String.len takes 1 value, found 0."],
    ["Convert.toint(user.age)", 'Convert.toint | There is no function "Convert.toint". Did you mean "Convert.toInt"?'],
  ])("%s: %s", (text, ...expected) => {
    for (const line of check(text)) expect(expected.join("\n")).toContain(line.split(" | ")[1]);
    expect(check(text)[0]).toBe(expected[0]);
  });

  it.each<[string, ValueType, string | undefined]>([
    ["user.firstName", "string", undefined],
    ["user.age", "string", undefined],
    ["user.tags", "string", "title is text. Join it with Arrays.toCsvString(…), or take one item."],
    ["user.login", "integer", "title is a whole number. Write Convert.toInt(…) around it."],
    ["user.ratio", "integer", "Write Convert.toInt(…) around it."],
    ["user.age", "integer", undefined],
    ["user.age", "number", undefined],
    ["user.login", "number", "Write Convert.toNum(…) around it."],
    ["user.isAdmin", "number", "title is a number."],
    ["user.login", "boolean", 'Compare it with something, as in … == "yes".'],
    ["user.login == 'x'", "boolean", undefined],
    ["user.login", "array", "Write it in braces: {…}."],
    ["{user.login}", "array", undefined],
    ["null", "integer", undefined],
    ["user.isAdmin ? user.age : user.login", "integer", undefined],
    ['getManagerUser("active_directory")', "string", "Name one of them, such as .email."],
  ])("%s into %s", (text, type, expected) => {
    const problems = check(text, type);
    if (expected === undefined) expect(problems).toEqual([]);
    else expect(problems).toEqual([expect.stringContaining(expected)]);
  });
});
