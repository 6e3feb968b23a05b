import { describe, expect, test } from "vitest";
import type { FilterDeviation } from "./ast.ts";
import { parseFilter } from "./parser.ts";
import { printFilter } from "./printer.ts";

/** The filter in the grammar's own words, and the deviations that were asked for. */
function read(text: string, allowed: readonly FilterDeviation[]): readonly [string, readonly FilterDeviation[]] {
  const asked: FilterDeviation[] = [];
  const result = parseFilter(text, {
    dialect: (deviation) => {
      asked.push(deviation);
      return allowed.includes(deviation);
    },
  });
  return [result.ok ? printFilter(result.value) : result.message, asked];
}

describe("A dialect", () => {
  test.each<[string, FilterDeviation, string]>([
    ["type eq 'work' and value eq 'a b'", "singleQuotes", 'type eq "work" and value eq "a b"'],
    ["externalId eq jyoung", "unquotedValue", 'externalId eq "jyoung"'],
    ["active eq True or a pr", "unquotedValue", 'active eq "True" or a pr'],
    ['emails[type eq "work"].value eq "a"', "subAttributeAfterBrackets", 'emails[type eq "work" and value eq "a"]'],
    [
      'emails[type eq "work" or type pr].value pr and a pr',
      "subAttributeAfterBrackets",
      'emails[(type eq "work" or type pr) and value pr] and a pr',
    ],
    ['emails[email.type eq "work"]', "prefixedSubAttribute", 'emails[type eq "work"]'],
    ['addresses[Address.type eq "work"]', "prefixedSubAttribute", 'addresses[type eq "work"]'],
    ['emails[emails.type eq "work"]', "prefixedSubAttribute", 'emails[type eq "work"]'],
  ])("F-23, F-24: %s, where it allows %s", (text, deviation, meaning) => {
    const [read1, asked] = read(text, [deviation]);
    expect(read1).toBe(meaning);
    expect(new Set(asked)).toEqual(new Set([deviation]));
    const refused = parseFilter(text);
    expect(refused.ok).toBe(false);
    expect(read(text, [])[0]).toBe(refused.ok ? "" : refused.message);
  });

  test("is not asked for what the grammar allows", () => {
    const text = `a eq "it's" and not (b eq 1 or c[d eq "e"])`;
    expect(read(text, [])).toEqual([text, []]);
  });

  test("does not understand everything", () => {
    const all: readonly FilterDeviation[] = [
      "singleQuotes",
      "unquotedValue",
      "subAttributeAfterBrackets",
      "prefixedSubAttribute",
    ];
    for (const text of [
      "a eq 'open",
      "a eq b c",
      "emails[photo.type pr]",
      "emails[type pr].",
      "emails[type pr].value.x pr",
      'emails[type pr].value eq "a".b',
      "emails[urn:x:email.type pr]",
    ]) {
      expect(parseFilter(text, { dialect: (deviation) => all.includes(deviation) }).ok, text).toBe(false);
    }
  });

  test("a term after brackets counts against the bound like any other", () => {
    const limits = { lengthMax: 1_000, depthMax: 5, termsMax: 1 };
    const result = parseFilter("emails[type pr].value pr", { limits, dialect: () => true });
    expect(result).toMatchObject({ ok: false, message: "A filter has at most 1 comparisons." });
  });
});
