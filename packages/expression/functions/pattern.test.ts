import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchPattern } from "./pattern.ts";

const free = () => undefined;

describe("regular expressions without a regular expression engine", () => {
  it.each<[string, string, boolean]>([
    ["abc", "abc", true],
    ["abc", "abcd", false],
    ["^a.c$", "abc", true],
    ["a|bc", "bc", true],
    ["(ab)+c?", "ababc", true],
    ["(?:ab){2,3}", "ab", false],
    ["(?:ab){2,}", "abababab", true],
    ["a{0}b", "b", true],
    ["[A-C_]{2}\\d*", "B_42", true],
    ["[^a-c]+", "xyz", true],
    ["[]a]+", "]a", true],
    ["[\\w.-]+@\\S+", "jane.doe@example.com", true],
    ["\\D\\.\\\\", "x.\\", true],
    [".*?admin", "the admin", true],
    ["", "", true],
    ["a.b", "a\nb", false],
    ["ü.", "ü😀", true],
  ])("%s on %s is %s", (pattern, text, matches) => {
    expect(matchPattern(pattern, text, free)).toEqual({ ok: true, matches });
  });

  it.each([
    ["(", 'The pattern has a "(" that is not closed.'],
    [")", 'The pattern has a ")" that nothing opened.'],
    ["*a", 'The pattern has a "*" where a character was expected.'],
    ["[a", "The pattern ends too early."],
    ["[z-a]", "The pattern has the range z-a, which runs backwards."],
    ["a{3,1}", "The pattern has a repetition that is not {n}, {n,} or {n,m}."],
    ["a{1000}", "The pattern repeats something other than 0 to 100 times."],
    ["(?=a)", 'The pattern has a group that begins with "(?"; that is not supported.'],
    ["\\b", 'The pattern has "\\b"; that is not supported.'],
    ["(".repeat(100), "The pattern is nested too deeply."],
    ["a".repeat(2_000), "The pattern is too large."],
  ])("%s is refused", (pattern, message) => {
    expect(matchPattern(pattern, "", free)).toEqual({ ok: false, message });
  });

  it("agrees with the runtime's engine", () => {
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\w", "\\d"),
        fc.tuple(tie("pattern"), tie("pattern")).map((parts) => parts.join("")),
        fc.tuple(tie("pattern"), tie("pattern")).map((parts) => `(${parts.join("|")})`),
        fc
          .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}"))
          .map(([part, sign]) => `(${part})${sign}`),
      ),
    }));
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom("a", "b", "1"), maxLength: 6 }), (text, input) => {
        expect(matchPattern(text, input, free)).toEqual({ ok: true, matches: new RegExp(`^(?:${text})$`).test(input) });
      }),
      { numRuns: 500 },
    );
  });
});
