/** Who has the last word on which attribute under an order of the apps that source people. Pure. */
import type { ProfileSource } from "@lockstep/directory-app/contract";

/** An app that sources people, with the attributes that its import mappings fill. */
export interface MappedSource extends ProfileSource {
  readonly attributes: readonly string[];
}

/** Attributes that pass from one app to another, for people who have an account in both. */
export interface HandOver {
  readonly from: string;
  readonly to: string;
  readonly attributes: readonly string[];
}

/** What another order changes; `ordered` are the attributes that follow the order at all. */
export function handOvers(
  before: readonly MappedSource[],
  after: readonly MappedSource[],
  ordered: ReadonlySet<string>,
): readonly HandOver[] {
  const found: HandOver[] = [];
  for (const [place, winner] of after.entries()) {
    for (const loser of after.slice(place + 1)) {
      const wasBehind = before.findIndex(({ id }) => id === winner.id) > before.findIndex(({ id }) => id === loser.id);
      if (!wasBehind) continue;
      const attributes = winner.attributes.filter((name) => ordered.has(name) && loser.attributes.includes(name));
      found.push({ from: loser.label, to: winner.label, attributes });
    }
  }
  return found;
}
