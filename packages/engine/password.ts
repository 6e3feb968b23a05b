/** Random passwords. Unless an app says otherwise they are Okta's: sixteen upper-case and lower-case letters and digits. */
import type { Random } from "@lockstep/ports";

/** How an app's passwords are made. */
export interface PasswordRule {
  /** From 8 to 72 characters. */
  readonly length: number;
  /** The characters that may stand in them. Each kind (upper case, lower case, digits, others) that it has is used at least once. */
  readonly alphabet: string;
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";

/** What Okta makes (okta-client §1.6). */
export const OKTA_PASSWORD: PasswordRule = { length: 16, alphabet: UPPER + LOWER + DIGITS };

const LENGTH_MIN = 8;
const LENGTH_MAX = 72;
/** Fewer different characters would make a password that can be guessed. */
const ALPHABET_MIN = 10;

/** Why a rule makes no good passwords; undefined when it does. */
export function problemOfPasswordRule({ length, alphabet }: PasswordRule): string | undefined {
  if (!Number.isInteger(length) || length < LENGTH_MIN || length > LENGTH_MAX) {
    return `length: Must be a whole number from ${LENGTH_MIN} to ${LENGTH_MAX}`;
  }
  // Characters outside visible ASCII are counted, normalised and stored differently by different targets.
  if (!/^[!-~]*$/.test(alphabet)) return "alphabet: Must be visible ASCII characters without spaces";
  const distinct = new Set(alphabet).size;
  if (distinct !== alphabet.length)
    return "alphabet: Must name each character once, so that none is likelier than another";
  return distinct < ALPHABET_MIN ? `alphabet: Must have at least ${ALPHABET_MIN} characters` : undefined;
}

/** A random password by the rule, at least 8 long and with each kind of character in it that the alphabet has. */
export function createPassword(random: Random, rule: PasswordRule = OKTA_PASSWORD): string {
  const pick = characterSource(random);
  const kinds = kindsOf(rule.alphabet);
  const rest = Math.max(rule.length, LENGTH_MIN) - kinds.length;
  const characters = [...kinds.map((kind) => pick(kind)), ...Array.from({ length: rest }, () => pick(rule.alphabet))];
  // Fisher-Yates, so that the kinds do not stand at known places.
  for (let index = characters.length - 1; index > 0; index -= 1) {
    const other = pick.below(index + 1);
    const held = characters[index] ?? "";
    characters[index] = characters[other] ?? "";
    characters[other] = held;
  }
  return characters.join("");
}

/** Perf: of each alphabet that was asked for; apps have few. */
const kindsKnown = new Map<string, readonly string[]>();
const KINDS_KNOWN_MAX = 100;

function kindsOf(alphabet: string): readonly string[] {
  const known = kindsKnown.get(alphabet) ?? kindsIn(alphabet);
  if (kindsKnown.size >= KINDS_KNOWN_MAX) kindsKnown.clear();
  kindsKnown.set(alphabet, known);
  return known;
}

function kindsIn(alphabet: string): readonly string[] {
  const isOther = (character: string) => !(UPPER + LOWER + DIGITS).includes(character);
  const tests = [
    (character: string) => UPPER.includes(character),
    (character: string) => LOWER.includes(character),
    (character: string) => DIGITS.includes(character),
    isOther,
  ];
  return tests.map((test) => [...alphabet].filter(test).join("")).filter((kind) => kind !== "");
}

interface CharacterSource {
  (alphabet: string): string;
  below(bound: number): number;
}

function characterSource(random: Random): CharacterSource {
  const below = (bound: number): number => {
    // Bytes above the last whole multiple would make the first characters likelier; they are drawn again.
    const limit = 256 - (256 % bound);
    for (;;) {
      for (const byte of random.bytes(8)) if (byte < limit) return byte % bound;
    }
  };
  return Object.assign((alphabet: string) => alphabet[below(alphabet.length)] ?? "", { below });
}
