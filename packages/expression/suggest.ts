/** Finds the name that was probably meant. */

const LENGTH_MAX = 60;

/** The candidate with the fewest differing letters (letter case hardly counts); undefined when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > LENGTH_MAX) return undefined;
  const folded = name.toLowerCase();
  let best: string | undefined;
  // Two letters that changed places count as two differences.
  const allowed = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (candidate.length > LENGTH_MAX || Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(folded, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and replacements of single characters. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
