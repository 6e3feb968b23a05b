import { describe, expect, it } from "vitest";
import { createPassword, importedUserOf, OKTA_PASSWORD, problemOfPasswordRule } from "./index.ts";
import { createTestRandom } from "./testing/harness.ts";

describe("a random password", () => {
  it("has sixteen letters and digits of all three kinds, unless another length is asked for", () => {
    const random = createTestRandom(7);
    const seen = new Set<string>();
    for (let count = 0; count < 200; count += 1) {
      const password = createPassword(random);
      expect(password).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9]{16}$/);
      seen.add(password);
    }
    expect(seen.size).toBe(200);
    expect(createPassword(random, { ...OKTA_PASSWORD, length: 40 })).toHaveLength(40);
  });

  it("is made of the app's own alphabet, each kind of it at least once", () => {
    const rule = { length: 12, alphabet: "abcdef23456#!" };
    for (let seed = 1; seed < 50; seed += 1) {
      expect(createPassword(createTestRandom(seed), rule)).toMatch(/^(?=.*[a-f])(?=.*[2-6])(?=.*[#!])[a-f2-6#!]{12}$/);
    }
  });

  it.each([
    [{ length: 7, alphabet: OKTA_PASSWORD.alphabet }, /^length: .* 8 to 72/],
    [{ length: 12.5, alphabet: OKTA_PASSWORD.alphabet }, /^length/],
    [{ length: 12, alphabet: "abcdefghi" }, /^alphabet: .* at least 10/],
    [{ length: 12, alphabet: "aabcdefghij" }, /^alphabet: .* once/],
    [{ length: 12, alphabet: "abcdefghij é" }, /^alphabet: .* visible ASCII/],
  ])("refuses the rule %j", (rule, problem) => {
    expect(problemOfPasswordRule(rule)).toMatch(problem);
  });

  it("is never shorter than eight", () => {
    expect(createPassword(createTestRandom(), { ...OKTA_PASSWORD, length: 2 })).toHaveLength(8);
  });
});

describe("a row of an import", () => {
  it("is read with its id, name and state", () => {
    const resource = { id: "1", userName: "jane", active: "False" };
    expect(importedUserOf(resource)).toEqual({ id: "1", userName: "jane", active: false, resource });
    expect(importedUserOf({ id: "1", userName: "jane" })).toMatchObject({ active: true });
    expect(importedUserOf({ id: "1", userName: "jane", password: "p" })?.resource).not.toHaveProperty("password");
  });

  it("counts only with id and user name", () => {
    expect(importedUserOf({ id: "1" })).toBeUndefined();
    expect(importedUserOf({ userName: "jane", id: 7 })).toBeUndefined();
  });
});
