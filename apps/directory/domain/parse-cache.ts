import type { ParseExpressionResult } from "@lockstep/expression";

/** Texts remembered at most; the oldest goes first. */
const SIZE_MAX = 1_000;

/** `parse` that remembers: thousands of people share a dozen mapping texts. */
export function cachedParse(parse: (text: string) => ParseExpressionResult): (text: string) => ParseExpressionResult {
  const cache = new Map<string, ParseExpressionResult>();
  return (text) => {
    const found = cache.get(text);
    if (found !== undefined) return found;
    const parsed = parse(text);
    const oldest = cache.size >= SIZE_MAX ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(text, parsed);
    return parsed;
  };
}
