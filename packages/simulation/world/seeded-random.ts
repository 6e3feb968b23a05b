/** Randomness that a seed decides: the same seed gives the same bytes, and each part of the world draws from a stream of its own. */
import type { Random } from "@lockstep/ports";

/** A seeded stream. */
export interface SeededRandom extends Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `from` up to and including `to`. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** One of the items; there must be one. */
  pick<Item>(items: readonly Item[]): Item;
  /** One of the names, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
}

/** The stream `name` of a seed. Streams of different names know nothing of each other. */
export function seededRandom(seed: number, name: string): SeededRandom {
  const next32 = sfc32(seed, hashOf(name));
  const next = () => next32() / 4_294_967_296;
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)] as (typeof items)[number],
    weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
      const entries = Object.entries(weights) as [Name, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name_, weight] of entries) {
        left -= weight;
        if (left < 0) return name_;
      }
      return (entries.at(-1) as [Name, number])[0];
    },
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let index = 0; index < length; index += 4) {
        const word = next32();
        for (let byte = 0; byte < 4 && index + byte < length; byte += 1) bytes[index + byte] = word >>> (8 * byte);
      }
      return bytes;
    },
  };
}

/** Chris Doty-Humphrey's small fast counter: 32 bits at a time, more than good enough for choosing what goes wrong. */
function sfc32(seed: number, name: number): () => number {
  let [a, b, c, counter] = [seed >>> 0, name >>> 0, 0x9e3779b9, 1];
  const next = () => {
    const sum = (((a + b) >>> 0) + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + sum) >>> 0;
    return sum;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
