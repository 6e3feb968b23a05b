/**
 * People who wait for each other's accounts in a circle: one of them is sent first, without the reference, and completed by a request of its
 * own. Who that is, runs decide by the references that were noted (`references.ts`); a plan follows the references of whoever is to come.
 */
import type { PersonId } from "@lockstep/ports";
import type { Reference } from "../references.ts";

/** Whose accounts the account of a person waits for; none for whoever has one. */
export type AwaitedBy = (personId: PersonId) => Promise<readonly PersonId[]>;

/** Whom references name whose accounts are to come. */
export function awaitedIn(references: readonly Reference[]): readonly PersonId[] {
  return references.flatMap(({ personId, value, isComing, isLeftOut }) =>
    personId !== undefined && value === undefined && (isComing || isLeftOut) ? [personId] : [],
  );
}

/** People looked at for one of them; who waits for more is planned as if there were no circle. */
const PEOPLE_MAX = 1_000;

/** Of those for whom the person waits, the ones before whom it is sent all the same. */
export async function findLeftOut(personId: PersonId, awaitedBy: AwaitedBy): Promise<ReadonlySet<PersonId>> {
  const waits = await collect(personId, awaitedBy);
  for (;;) {
    const circle = circleOf(personId, waits);
    if (circle.size === 0) return circle;
    const [first = personId] = [...circle].sort(byCode);
    if (first === personId) return new Set(waits.get(personId)?.filter((id) => circle.has(id)));
    // Once that one is there, nobody waits for it.
    waits.delete(first);
  }
}

async function collect(personId: PersonId, awaitedBy: AwaitedBy): Promise<Map<PersonId, readonly PersonId[]>> {
  const waits = new Map<PersonId, readonly PersonId[]>();
  const open = [personId];
  for (let next = open.pop(); next !== undefined && waits.size < PEOPLE_MAX; next = open.pop()) {
    if (waits.has(next)) continue;
    const awaited = await awaitedBy(next);
    waits.set(next, awaited);
    open.push(...awaited);
  }
  return waits;
}

/** The person and all who wait for it and for whom it waits; empty when there are none. */
function circleOf(personId: PersonId, waits: ReadonlyMap<PersonId, readonly PersonId[]>): ReadonlySet<PersonId> {
  const reach = (from: readonly PersonId[], next: (id: PersonId) => readonly PersonId[]) => {
    const found = new Set<PersonId>();
    const open = [...from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(...next(id));
    }
    return found;
  };
  const ahead = reach(waits.get(personId) ?? [], (id) => waits.get(id) ?? []);
  if (!ahead.has(personId)) return new Set();
  const behind = reach([personId], (id) => [...ahead].filter((other) => waits.get(other)?.includes(id)));
  return new Set([...ahead].filter((id) => behind.has(id)));
}

/** As the database compares ids byte by byte. */
function byCode(left: string, right: string): number {
  return left < right ? -1 : 1;
}
