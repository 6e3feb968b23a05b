/** Random passwords as Okta makes them: upper-case and lower-case letters and digits. */
import type { Random } from "@lockstep/ports";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const ALL = UPPER + LOWER + DIGITS;
const LENGTH_MIN = 8;

/** A random password of `length` (at least 8) letters and digits with each of the three kinds in it; no character is likelier than another. */
export function createPassword(random: Random, length = 16): string {
  const pick = characterSource(random);
  const rest = Math.max(length, LENGTH_MIN) - 3;
  const characters = [pick(UPPER), pick(LOWER), pick(DIGITS), ...Array.from({ length: rest }, () => pick(ALL))];
  // Fisher-Yates, so that the kinds do not stand at known places.
  for (let index = characters.length - 1; index > 0; index -= 1) {
    const other = pick.below(index + 1);
    const held = characters[index] ?? "";
    characters[index] = characters[other] ?? "";
    characters[other] = held;
  }
  return characters.join("");
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
