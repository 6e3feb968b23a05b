/**
 * States that changes of this process left behind: what is changed is often changed again soon. The next change may begin with one of
 * them instead of reading it, because it is written only if the resource is still at that version (`rewrite_resources`): a state that is old
 * costs a statement, and nothing else. Nothing may be answered from here. Perf: what is read or created is not kept:
 * holding it would cost every read and every creation.
 */
import type { AccountId } from "@lockstep/ports";
import type { StoredResource } from "@lockstep/scim-server";

/** Bounds of a process: resources, characters of their JSON together, and of one. */
const STATES_MAX = 5_000;
const CHARACTERS_MAX = 8_000_000;
const CHARACTERS_OF_ONE_MAX = 8_000;

/** Whose state is meant. */
export interface StateKey {
  readonly accountId: AccountId;
  /** Name of the resource type. */
  readonly type: string;
  readonly id: string;
}

/** The memory of one store. */
export interface StateMemory {
  find(key: StateKey): StoredResource | undefined;
  /** Keeps a state without members and groups; `characters` is the size of its JSON. A state that is too large is forgotten instead. */
  remember(key: StateKey, state: StoredResource, characters: number): void;
  forget(key: StateKey): void;
}

interface Kept {
  readonly state: StoredResource;
  readonly characters: number;
}

/** Makes the memory of one store. What was remembered longest ago goes first. */
export function createStateMemory(): StateMemory {
  const kept = new Map<string, Kept>();
  let characters = 0;

  function drop(text: string): void {
    characters -= kept.get(text)?.characters ?? 0;
    kept.delete(text);
  }

  return {
    find: (key) => kept.get(textOf(key))?.state,
    remember: (key, state, size) => {
      const text = textOf(key);
      drop(text);
      if (size > CHARACTERS_OF_ONE_MAX) return;
      kept.set(text, { state, characters: size });
      characters += size;
      for (const [oldest] of kept) {
        if (kept.size <= STATES_MAX && characters <= CHARACTERS_MAX) break;
        drop(oldest);
      }
    },
    forget: (key) => drop(textOf(key)),
  };
}

function textOf({ accountId, type, id }: StateKey): string {
  return `${accountId} ${id} ${type}`;
}
