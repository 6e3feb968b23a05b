import { describe, expect, it } from "vitest";
import { missingWords, pickLanguage, withTranslation } from "./language.ts";

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
  const english = { users: { title: "Users", count: (count: number) => `${count} users`, steps: ["one", "two"] } };

  it("is laid over the English words, text by text", () => {
    const words = withTranslation(english, { users: { title: "Gebruikers", steps: ["een"] } });
    expect(words.users.title).toBe("Gebruikers");
    expect(words.users.count(2)).toBe("2 users");
    expect(words.users.steps).toEqual(["een"]);
  });

  it("names what it lacks", () => {
    expect(missingWords(english, { users: { title: "Gebruikers" } })).toEqual(["users.count", "users.steps"]);
    expect(missingWords(english, {})).toEqual(["users"]);
    expect(missingWords(english, english)).toEqual([]);
  });
});
