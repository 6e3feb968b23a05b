/**
 * Sentences told in another language. A catalogue maps the English of a sentence to its translation, gettext's way; what differs from
 * one telling to the next is a numbered hole, `{1}`. A finished sentence finds its entry by the words around the holes, and each hole is
 * told as well. What no entry fits are somebody else's words: they stay as they were said. Pure.
 */

/** English to translation. Holes of a translation are holes of its English, in any order; in `{1!}` are others' words, which stay as they were said. */
export type Sentences = Readonly<Record<string, string>>;

/** The words of one language. */
export interface TranslationCatalogue {
  readonly sentences: Sentences;
  /** Words that are told inside sentences only: alone they could be anybody's. */
  readonly words: Sentences;
}

/** Tells a text; gives it back as it is where nothing of it is known. */
export type Translation = (text: string) => string;

interface Pattern {
  /** What stands around the holes, in order: one more than there are holes. */
  readonly pieces: readonly string[];
  readonly letters: number;
  /** The number of the hole at each place. */
  readonly holes: readonly number[];
  /** Holes in double quotes hold names, which nobody translates. */
  readonly named: ReadonlySet<number>;
  readonly translation: string;
}

interface Index {
  readonly fixed: ReadonlyMap<string, string>;
  readonly patterns: readonly Pattern[];
}

const TEXT_LENGTH_MAX = 8_000;
const DEPTH_MAX = 6;
const PARTS_MAX = 16;
const REMEMBERED_MAX = 2_000;

const HOLE = /\{(\d+)\}/g;
/** A hole of a translation. */
const FILLED = /\{(\d+)(!?)\}/g;
/** A cause of a refused form: the path of its field, and what is wrong. */
const FIELD = /^([^\s"']{1,200}): ([\s\S]+)$/;
const SENTENCE_END = /(?<=[.!?]) (?=\S)/;
const LISTS = ["; ", ", "] as const;

/** The translation by a catalogue. */
export function createTranslation({ sentences, words }: TranslationCatalogue): Translation {
  const whole = indexOf(sentences);
  const inner = indexOf(words);
  const told = (text: string, depth: number): string | undefined => {
    if (depth > DEPTH_MAX) return undefined;
    return look(whole, text, depth) ?? ofField(text, depth) ?? oneByOne(text, depth) ?? asList(text, depth);
  };
  /** A sentence may be said without its full stop, and a part of one with it. */
  const look = (index: Index, text: string, depth: number): string | undefined => {
    const found = find(index, text, depth);
    if (found !== undefined) return found;
    if (!text.endsWith(".")) return find(index, `${text}.`, depth)?.replace(/\.$/, "");
    const bare = find(index, text.slice(0, -1), depth);
    return bare === undefined ? undefined : `${bare}.`;
  };
  const find = (index: Index, text: string, depth: number): string | undefined => {
    const fixed = index.fixed.get(text);
    if (fixed !== undefined) return fixed;
    for (const pattern of index.patterns) {
      const facts = factsOf(pattern, text);
      if (facts !== undefined) return fill(pattern, facts, (hole) => inside(hole, depth + 1));
    }
    return undefined;
  };
  /** What fills a hole keeps the blanks around it. */
  const inside = (hole: string, depth: number): string => {
    const text = hole.trim();
    if (text === "") return hole;
    return hole.replace(text, () => inner.fixed.get(text) ?? told(text, depth) ?? find(inner, text, depth) ?? text);
  };
  const ofField = (text: string, depth: number): string | undefined => {
    const [, field, fault = ""] = FIELD.exec(text) ?? [];
    const translation = field === undefined ? undefined : told(fault, depth + 1);
    return translation === undefined ? undefined : `${field}: ${translation}`;
  };
  /** Several sentences: the longest run of them that is known, from the left; unknown ones stay. */
  const oneByOne = (text: string, depth: number): string | undefined => {
    const parts = text.split(SENTENCE_END, PARTS_MAX + 1);
    if (parts.length < 2 || parts.length > PARTS_MAX) return undefined;
    const said: string[] = [];
    let known = 0;
    for (let from = 0; from < parts.length; ) {
      const run = longestRun(parts, from, (joined) => look(whole, joined, depth) ?? ofField(joined, depth));
      said.push(run.translation ?? parts[from] ?? "");
      if (run.translation !== undefined) known += 1;
      from = run.to;
    }
    return known === 0 ? undefined : said.join(" ");
  };
  const asList = (text: string, depth: number): string | undefined => {
    for (const mark of LISTS) {
      const parts = text.split(mark, PARTS_MAX + 1);
      if (parts.length < 2 || parts.length > PARTS_MAX) continue;
      const said = parts.map((part) => (part === "" ? "" : (look(whole, part, depth) ?? look(inner, part, depth))));
      if (said.every((part) => part !== undefined)) return said.join(mark);
    }
    return undefined;
  };
  const known = new Map<string, string>();
  return (text) => {
    if (text.length > TEXT_LENGTH_MAX) return text;
    const translation = known.get(text) ?? told(text, 0) ?? text;
    // Lists say the same sentence in many rows.
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(text, translation);
    return translation;
  };
}

function longestRun(
  parts: readonly string[],
  from: number,
  look: (text: string) => string | undefined,
): { readonly to: number; readonly translation: string | undefined } {
  for (let to = parts.length; to > from; to -= 1) {
    const translation = look(parts.slice(from, to).join(" "));
    if (translation !== undefined) return { to, translation };
  }
  return { to: from + 1, translation: undefined };
}

function indexOf(sentences: Sentences): Index {
  const all = Object.entries(sentences).map(([english, translation]) => [english.trim(), translation] as const);
  const patterns = all
    .filter(([english]) => english.search(HOLE) !== -1)
    .map(([english, translation]) => patternOf(english, translation))
    // What says more is asked first.
    .sort((left, right) => right.letters - left.letters);
  return { fixed: new Map(all.filter(([english]) => english.search(HOLE) === -1)), patterns };
}

function patternOf(english: string, translation: string): Pattern {
  const parts = english.split(HOLE);
  const pieces = parts.filter((_, index) => index % 2 === 0);
  const holes = parts.filter((_, index) => index % 2 === 1).map(Number);
  const named = new Set(holes.filter((hole) => english.includes(`"{${hole}}"`)));
  return { pieces, holes, named, letters: pieces.join("").length, translation };
}

/** What fills the holes, each as short as can be; undefined when the text does not fit. Linear in the text, whoever wrote it. */
function factsOf({ pieces }: Pattern, text: string): readonly string[] | undefined {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const end = text.length - last.length;
  const facts: string[] = [];
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at === -1) return undefined;
    facts.push(text.slice(from, at));
    from = at + piece.length;
  }
  return from > end ? undefined : [...facts, text.slice(from, end)];
}

function fill(pattern: Pattern, facts: readonly string[], tell: (hole: string) => string): string {
  return pattern.translation.replaceAll(FILLED, (_, number: string, quoted: string) => {
    const hole = Number(number);
    const fact = facts[pattern.holes.indexOf(hole)] ?? "";
    return quoted === "!" || pattern.named.has(hole) ? fact : tell(fact);
  });
}
