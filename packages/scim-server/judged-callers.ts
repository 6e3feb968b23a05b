/** Of which callers a store has said that their admission holds: an answer that no store was asked for says nothing about it. */
import type { Caller, ResourceStore } from "./ports.ts";

export class JudgedCallers {
  readonly #judged = new WeakSet<Caller>();

  /** True when nothing of the caller is left to check. */
  has(caller: Caller): boolean {
    return caller.admission === undefined || this.#judged.has(caller);
  }

  /** Notes a caller that was authenticated afresh. */
  add(caller: Caller): void {
    this.#judged.add(caller);
  }

  /** The store, watched: where it does its work, it has checked the admission. A refusal may have come before that. */
  watch(store: ResourceStore): ResourceStore {
    const note = <Result>(caller: Caller, work: Promise<Result>): Promise<Result> =>
      caller.admission === undefined
        ? work
        : work.then((result) => {
            this.#judged.add(caller);
            return result;
          });
    return {
      create: (caller, ...rest) => note(caller, store.create(caller, ...rest)),
      find: (caller, ...rest) => note(caller, store.find(caller, ...rest)),
      query: (caller, ...rest) => note(caller, store.query(caller, ...rest)),
      queryAll: (caller, ...rest) => note(caller, store.queryAll(caller, ...rest)),
      change: (caller, ...rest) => note(caller, store.change(caller, ...rest)),
      remove: (caller, ...rest) => note(caller, store.remove(caller, ...rest)),
    };
  }
}
