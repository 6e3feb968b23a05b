/** The order in which the operations of a bulk request are worked off. */

/**
 * Places of the operations, each behind those that it needs (`needs[place]`), otherwise as they were sent. In a circle one of them
 * comes before what it needs. Works on a list of its own, so that no chain can exhaust the stack.
 */
export function orderOperations(needs: readonly (readonly number[])[]): readonly number[] {
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
