import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { preferredLanguage } from "./accept-language.ts";
import { toldAnswer, toldJson } from "./told-answer.ts";
import { createTranslation } from "./translation.ts";

const tell = createTranslation({
  sentences: {
    "The app is inactive.": "De toepassing is inactief.",
    "The app is paused: {1}": "De toepassing is gepauzeerd: {1}",
    "{1} people match: {2}{3}.": "{1} personen komen overeen: {2}{3}.",
    'The group "{1}" was moved to {2}.': 'Naar {2} is de groep "{1}" verplaatst.',
    "The app says: {1}": "De toepassing zegt: {1!}",
    "Must be one of {1}": "Moet een zijn van {1}",
    "at least {1} characters": "minstens {1} tekens",
  },
  words: { "a number": "een getal", done: "klaar", " and {1} more": " en {1} andere" },
});

describe("a sentence told in another language", () => {
  it.each([
    ["The app is inactive.", "De toepassing is inactief."],
    ["The app is paused: The app is inactive.", "De toepassing is gepauzeerd: De toepassing is inactief."],
    ["The app is paused: Disk full", "De toepassing is gepauzeerd: Disk full"],
    ["login: Must be one of A, B", "login: Moet een zijn van A, B"],
    [
      "The app is inactive. Call Jane. The app is inactive.",
      "De toepassing is inactief. Call Jane. De toepassing is inactief.",
    ],
    ["12 people match: a, b and 3 more.", "12 personen komen overeen: a, b and 3 more."],
    ["Must be one of a number, at least 3 characters", "Moet een zijn van een getal, minstens 3 tekens"],
  ])("%s", (english, dutch) => {
    expect(tell(english)).toBe(dutch);
  });

  it("leaves names in quotes, others' words, and words that stand alone", () => {
    expect(tell('The group "The app is inactive." was moved to done.')).toBe(
      'Naar klaar is de groep "The app is inactive." verplaatst.',
    );
    expect(tell("The app says: The app is inactive.")).toBe("De toepassing zegt: The app is inactive.");
    expect(tell("done")).toBe("done");
  });

  it("gives back whatever it does not know, and puts facts in as they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        fc.pre(!/app is inactive|people match|characters|\./.test(text));
        expect(tell(`The app says: ${text}`)).toBe(`De toepassing zegt: ${text}`);
        expect(tell(`#${text}`)).toBe(`#${text}`);
      }),
    );
  });

  it("takes no long time over a long or a crooked text", () => {
    const before = performance.now();
    tell(`${"The app is paused: ".repeat(400)}!`);
    tell("a. ".repeat(2_600));
    tell(" people match: ".repeat(500));
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe("an answer told in another language", () => {
  const keys = { sentences: new Set(["reason", "notes"]), foreign: new Set(["profile"]) };

  it("has its sentences told, and nothing else", () => {
    const told = "De toepassing is inactief.";
    const said = "The app is inactive.";
    expect(
      toldJson(
        { reason: said, name: said, notes: [said, 1], items: [{ reason: said }], profile: { reason: said } },
        tell,
        keys,
      ),
    ).toEqual({ reason: told, name: said, notes: [said, 1], items: [{ reason: told }], profile: { reason: said } });
    expect(toldJson({ reason: { reason: [said, said] } }, tell, keys)).toEqual({ reason: { reason: [told, told] } });
    expect(toldJson(null, tell, keys)).toBeNull();
  });

  it("keeps status and headers, and names its language; what is no JSON is left alone", async () => {
    const json = Response.json({ reason: "The app is inactive." }, { status: 409, headers: { link: "<x>" } });
    const told = await toldAnswer(json, "nl", (value) => toldJson(value, tell, keys));
    expect([told.status, told.headers.get("link"), told.headers.get("content-language")]).toEqual([409, "<x>", "nl"]);
    expect(await told.json()).toEqual({ reason: "De toepassing is inactief." });
    const text = new Response("The app is inactive.", { headers: { "content-type": "text/csv" } });
    expect(await toldAnswer(text, "nl", () => 0)).toBe(text);
    const empty = new Response(null, { status: 204, headers: { "content-type": "application/json" } });
    expect((await toldAnswer(empty, "nl", () => 0)).status).toBe(204);
  });
});

describe("the preferred language", () => {
  it.each([
    ["nl", "nl"],
    ["de, nl;q=0.4, en;q=0.3", "nl"],
    ["en, nl", "en"],
    ["nl;q=0", undefined],
    ["constructor", undefined],
    [undefined, undefined],
  ])("%s: %s", (header, language) => {
    expect(preferredLanguage(header, ["en", "nl"])).toBe(language);
  });
});
