import { describe, expect, test } from "vitest";
import { compareCodePoints, foldCase } from "./fold.ts";

describe("foldCase", () => {
  test.each([
    ["letter case", "Jane.Doe@ACME.example", "jane.doe@acme.example"],
    ["letter case beyond ASCII", "ÉMILIE Ω", "émilie ω"],
    ["final sigma", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"],
    ["composition", "Ame\u0301lie", "amélie"],
    ["full width", "Ｊａｎｅ＠ａｃｍｅ．ｅｘａｍｐｌｅ", "jane@acme.example"],
    ["full-width blank", "Jane\u3000Doe", "jane doe"],
    ["half-width katakana with its voiced mark", "ｶﾞｽ", "ガス"],
  ])("%s does not count", (_name, one, other) => {
    expect(foldCase(one)).toBe(foldCase(other));
  });

  test.each([
    ["accents", "Emilie", "Émilie"],
    ["compatibility forms that are no width: ligature, superscript", "ﬁ²", "fi2"],
    ["the German sharp s", "straße", "strasse"],
    ["blanks", "a b", "ab"],
  ])("%s do count", (_name, one, other) => {
    expect(foldCase(one)).not.toBe(foldCase(other));
  });

  test("folding twice is folding once", () => {
    for (const text of ["Ｊａｎｅ ΣΑΣ", "ｶﾞ", "İI", "ǅ"]) expect(foldCase(foldCase(text))).toBe(foldCase(text));
  });
});

describe("compareCodePoints", () => {
  test("characters beyond the basic plane come last", () => {
    expect(["😀", "ﬁ", "a"].sort(compareCodePoints)).toEqual(["a", "ﬁ", "😀"]);
  });
});
