/**
 * The language of a console: chosen once, when it loads. English is the source of all wording; another language is a catalogue of
 * its own, loaded only by those who read it. Choosing another one loads the console anew, so that no page is half translated.
 */

/** The languages that the consoles speak, each by its own name. */
export const LANGUAGES = [
  { code: "en", name: "English" },
  { code: "nl", name: "Nederlands" },
] as const;

/** Code of a language of the consoles (BCP 47). */
export type Language = (typeof LANGUAGES)[number]["code"];

/** Where the choice is kept; a preference of the browser, like the colour scheme. */
const STORAGE_KEY = "lockstep-language";

/** The language of this page: the stored choice, or else the first language of the browser that the consoles speak. */
export const language: Language = pickLanguage(storedChoice(), browserLanguages());

/** The locale for dates and numbers: the browser's own where it speaks the page's language, such as `en-GB`. */
export const locale: string = browserLanguages().find((tag) => languageOf(tag) === language) ?? language;

if (typeof document !== "undefined") document.documentElement.lang = language;

/** Decides the language: a valid choice wins, then the order of the browser, then English. */
export function pickLanguage(choice: string | null, preferred: readonly string[]): Language {
  const isSpoken = (code: string | null): code is Language => LANGUAGES.some((each) => each.code === code);
  return isSpoken(choice) ? choice : (preferred.map(languageOf).find(isSpoken) ?? "en");
}

/** Remembers the choice and loads the page anew in it. */
export function chooseLanguage(choice: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // Storage is closed to this page: the browser's own language stands.
  }
  location.reload();
}

const numbers = new Intl.NumberFormat(locale);

/** A number as the reader writes it. Catalogues of words use `toLocaleString` with their language instead and import nothing. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** The shape of a catalogue in any language: the same keys and parameters, any words. */
export type Translated<Words> = Words extends string
  ? string
  : Words extends (...parameters: infer Parameters) => infer Text
    ? (...parameters: Parameters) => Translated<Text>
    : Words extends readonly (infer Item)[]
      ? readonly Translated<Item>[]
      : Words extends object
        ? { readonly [Key in keyof Words]: Translated<Words[Key]> }
        : Words;

function languageOf(tag: string): string {
  return tag.split("-", 1)[0]?.toLowerCase() ?? "";
}

function storedChoice(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function browserLanguages(): readonly string[] {
  return typeof document === "undefined" ? [] : navigator.languages;
}
