/** Nobody can add a sentence without its Dutch: every one of the sources is known to the catalogues, and the catalogues hold no other. */
import { execFileSync } from "node:child_process";
import { createTranslation, type Translation, type TranslationCatalogue } from "@lockstep/ports";
import { describe, expect, it } from "vitest";
import { attributeTitles } from "../../apps/directory/words/dutch/attribute-titles.ts";
import { dutchSentences as directorySentences } from "../../apps/directory/words/dutch/index.ts";
import { dutchSentences as serviceSentences } from "../../apps/service/words/dutch/index.ts";
import { BORROWED, COMPOSED } from "./composed.ts";
import { SILENT_FILES, SILENT_FORM, SILENT_TEXTS } from "./silence.ts";
import { type Spoken, spokenIn } from "./spoken.ts";

const HOLE = /\{\d+\}/g;
const SILENT: ReadonlySet<string> = new Set(Object.values(SILENT_TEXTS).flat());
const SPEAKERS = [
  {
    app: "directory",
    catalogue: directorySentences,
    files: /^(apps\/directory|packages\/(engine|expression|scim-client))\//,
  },
  {
    app: "service",
    catalogue: serviceSentences,
    files:
      /^(apps\/service|packages\/(scim|scim-server))\/|^packages\/scim-(store\/(keys|membership|select|violations)|sql\/(compare|compile-filter|compile-sort|targets)|client\/(failure|node|target-url))\.ts$/,
  },
] as const;

function filesBelow(pattern: RegExp): readonly string[] {
  const files = execFileSync("git", ["ls-files", "apps", "packages"], { encoding: "utf8" }).split("\n");
  return files.filter(
    (file) => file.endsWith(".ts") && pattern.test(file) && !SILENT_FILES.some((silent) => silent.files.test(file)),
  );
}

/** The sentence with facts in its holes that nobody knows. */
function exampleOf(pattern: string): string {
  return pattern.replaceAll(HOLE, (hole) => `‹${hole.slice(1, -1)}›`);
}

/** As it stands, and as what is wrong with a part of a definition, behind its path. */
function tellings(text: string): readonly string[] {
  return [text, `attributes.0 ${text}.`];
}

function isTold(text: string, { sentences, words }: TranslationCatalogue, tell: Translation): boolean {
  const isSame = sentences[text] === text || words[text] !== undefined || attributeTitles[text] !== undefined;
  return isSame || tellings(text).some((telling) => tell(telling) !== telling);
}

const place = ({ file, line, pattern }: Spoken) => `${file}:${line}: ${pattern}`;
const shapeOf = (pattern: string) => pattern.trim().replaceAll(HOLE, "{}");
const spoken = SPEAKERS.map(({ files }) => filesBelow(files).flatMap(spokenIn));

describe.each(SPEAKERS)("the sentences of the $app", ({ app, catalogue }) => {
  const own = spoken[SPEAKERS.findIndex((speaker) => speaker.app === app)] ?? [];
  const tell = createTranslation(catalogue);

  it("have all a translation", () => {
    expect(own.length).toBeGreaterThan(300);
    const untold = own.filter(({ pattern }) => {
      if (SILENT.has(pattern) || SILENT_FORM.test(pattern.trim()) || Object.hasOwn(COMPOSED, pattern)) return false;
      const sentence = pattern.trim();
      return !isTold(exampleOf(sentence), catalogue, tell) && !isTold(sentence, catalogue, tell);
    });
    expect(untold.map(place)).toEqual([]);
  });

  it("are what the catalogue translates, and nothing else", () => {
    const shapes = new Set(
      own.flatMap(({ pattern }) => {
        const shape = shapeOf(pattern);
        return [shape, shape.replace(/^(\{\}|[\w.]+): /, ""), `{} ${shape}.`];
      }),
    );
    const wholes = [...Object.values(COMPOSED).flat(), ...BORROWED];
    const unused = Object.entries(catalogue.sentences).filter(([english]) => {
      if (shapes.has(shapeOf(english))) return false;
      const { [english]: _left, ...others } = catalogue.sentences;
      const poorer = createTranslation({ sentences: others, words: catalogue.words });
      return !wholes.some((whole) => poorer(whole) !== tell(whole));
    });
    expect(unused.map(([english]) => english)).toEqual([]);
  });

  it("keep their facts in translation", () => {
    for (const [english, translation] of Object.entries(catalogue.sentences)) {
      const plain = translation.replaceAll("!}", "}");
      const facts = (text: string) => [...new Set(text.match(HOLE) ?? [])].sort();
      expect(facts(english), translation).toEqual(facts(plain));
      const example = exampleOf(english);
      const wanted = plain.replaceAll(HOLE, (hole) => `‹${hole.slice(1, -1)}›`);
      expect(tell(example), english).toBe(wanted);
    }
  });
});

describe("sentences that are put together", () => {
  const tellers = SPEAKERS.map(({ catalogue }) => createTranslation(catalogue));

  it.each([...Object.values(COMPOSED).flat(), ...BORROWED])("%s", (whole) => {
    const told = tellers.map((tell) => tell(whole)).filter((telling) => telling !== whole);
    expect(told).not.toEqual([]);
    for (const telling of told) expect(telling).not.toMatch(/\b(the|was|were|and|with|has|have|are|is not)\b/);
  });

  it("stand in the sources", () => {
    const patterns = new Set(spoken.flat().map(({ pattern }) => pattern));
    expect(Object.keys(COMPOSED).filter((part) => !patterns.has(part))).toEqual([]);
    expect([...SILENT].filter((text) => !patterns.has(text))).toEqual([]);
  });
});
