/** The order in which the operations of a bulk request are worked off. */

/**
 * Places of the operations, each behind those that it needs (`needs[place]`): always the lowest place whose needs are done. A circle
 * is broken when there is none, at an operation that waits for nothing but its own circle. No recursion: no chain can exhaust the stack.
 */
export function orderOperations(needs: readonly (readonly number[])[]): readonly number[] {
  const order: number[] = [];
  const isDone = needs.map(() => false);
  const waitsFor = needs.map((needed, place) => needed.filter((need) => need !== place).length);
  const neededBy = needs.map((): number[] => []);
  for (const [place, needed] of needs.entries()) {
    for (const need of needed) if (need !== place) neededBy[need]?.push(place);
  }
  const ready = new LowestFirst();
  for (const [place, count] of waitsFor.entries()) if (count === 0) ready.add(place);
  // Whatever stands first here of those that wait, waits for its own circle alone.
  const breakers = orderByNeed(needs);
  let breaker = 0;
  while (order.length < needs.length) {
    while (isDone[breakers[breaker] ?? -1] === true) breaker += 1;
    const place = ready.take() ?? breakers[breaker];
    if (place === undefined) break;
    isDone[place] = true;
    order.push(place);
    for (const waiting of neededBy[place] ?? []) {
      const count = (waitsFor[waiting] ?? 0) - 1;
      waitsFor[waiting] = count;
      if (count === 0 && isDone[waiting] === false) ready.add(waiting);
    }
  }
  return order;
}

/** Depth first: each behind those that it needs, where circles allow it. */
function orderByNeed(needs: readonly (readonly number[])[]): readonly number[] {
  const order: number[] = [];
  const isBegun = needs.map(() => false);
  for (const start of needs.keys()) {
    if (isBegun[start] === true) continue;
    isBegun[start] = true;
    const open = [{ place: start, next: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const need = needs[top.place]?.[top.next];
      top.next += 1;
      if (need === undefined) {
        order.push(top.place);
        open.pop();
      } else if (isBegun[need] === false) {
        isBegun[need] = true;
        open.push({ place: need, next: 0 });
      }
    }
  }
  return order;
}

/** Numbers of which the lowest is taken first: a binary heap. */
class LowestFirst {
  readonly #items: number[] = [];

  add(item: number): void {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= item) break;
      this.#items[at] = this.#at(parent);
      at = parent;
    }
    this.#items[at] = item;
  }

  take(): number | undefined {
    const [lowest] = this.#items;
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return lowest;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(child) >= last) break;
      this.#items[at] = this.#at(child);
      at = child;
    }
    this.#items[at] = last;
    return lowest;
  }

  /** Beyond the end stands what is higher than everything. */
  #at(index: number): number {
    return this.#items[index] ?? Number.POSITIVE_INFINITY;
  }
}
