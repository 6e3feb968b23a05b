/**
 * Regular expressions of `matches` and `isMemberOfGroupNameRegex`, matched in steps that grow with text times pattern: the states of
 * the pattern are followed side by side (Thompson 1968), so no pattern can run away. A subset: literals, `.`, classes, groups, `|`,
 * `* + ? {n,m}`; the whole text must match, as in Java.
 */
import { compilePattern, type State } from "./pattern-states.ts";

/** Whether the whole text matches; or what is wrong with the pattern. `spend` counts steps and may throw. */
export function matchPattern(
  pattern: string,
  text: string,
  spend: (steps: number) => void,
): { readonly ok: true; readonly matches: boolean } | { readonly ok: false; readonly message: string } {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) return compiled;
  const { states } = compiled;
  let active = reach(states, [0]);
  for (const character of text) {
    spend(Math.ceil(active.length / STATES_PER_STEP));
    const next: number[] = [];
    for (const index of active) {
      const state = states[index];
      if (state?.kind === "take" && state.accepts(character)) next.push(state.next);
    }
    active = reach(states, next);
    if (active.length === 0) break;
  }
  return { ok: true, matches: active.some((index) => states[index]?.kind === "end") };
}

/** So many states are followed for one step of the budget. */
const STATES_PER_STEP = 32;

/** All states that are reached from some without reading a character. */
function reach(states: readonly State[], from: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const state = states[index];
    if (state?.kind === "split") open.push(...state.next);
  }
  return [...seen];
}
