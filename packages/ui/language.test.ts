import { describe, expect, it } from "vitest";
import { pickLanguage, type Translated } from "./language.ts";

describe("the language of a console", () => {
  it("is the reader's choice, then the browser's first language that the consoles speak, then English", () => {
    expect(pickLanguage("nl", ["en-GB"])).toBe("nl");
    expect(pickLanguage(null, ["fr-FR", "nl-BE", "en"])).toBe("nl");
    expect(pickLanguage("tlh", ["en-US", "nl"])).toBe("en");
    expect(pickLanguage(null, ["fr"])).toBe("en");
    expect(pickLanguage(null, [])).toBe("en");
  });
});

describe("a translation", () => {
  const english = {
    users: { title: "Users", count: (count: number) => `${count} users`, steps: ["one", "two"] },
  } as const;
  type Words = Translated<typeof english>;

  it("has every word with its parameters, and may say anything", () => {
    const dutch: Words = { users: { title: "Gebruikers", count: (count) => `${count} gebruikers`, steps: ["een"] } };
    expect(dutch.users.count(2)).toBe("2 gebruikers");
    // @ts-expect-error a word is missing
    const incomplete: Words = { users: { title: "Gebruikers", steps: [] } };
    // @ts-expect-error a word that English does not have
    const strange: Words = { users: { ...dutch.users, count: (count) => `${count}`, extra: "?" } };
    expect([incomplete, strange]).toHaveLength(2);
  });
});
