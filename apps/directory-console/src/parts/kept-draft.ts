/**
 * Drafts that a reload does not lose. They live in the tab's session storage, belong to the administrator who wrote them, and end with the
 * sign-out. Nothing secret goes into one: what is typed into a password field is no draft.
 */
import { useState } from "react";
import { useSession } from "../api/session.ts";

const PREFIX = "draft ";

interface Kept<Value> {
  readonly administratorId: string;
  /** What was saved when the draft was begun. */
  readonly basis: string;
  readonly value: Value;
}

/** A draft as a page has it. */
export interface Draft<Value> {
  /** Undefined while nothing is changed. */
  readonly value: Value | undefined;
  /** It was written before this page was opened. */
  readonly isKept: boolean;
  /** Something else was saved since the draft was begun. */
  readonly isOutdated: boolean;
  readonly change: (value: Value) => void;
  readonly discard: () => void;
}

/** The draft of a thing, kept under its name until it is discarded. `saved` is what the draft departs from; undefined while it loads. */
export function useKeptDraft<Value>(name: string, saved: Value | undefined): Draft<Value> {
  const { id: administratorId } = useSession();
  const key = `${PREFIX}${name}`;
  const [kept, keep] = useState(() => read<Value>(key, administratorId));
  const [isKept, setKept] = useState(kept !== undefined);
  const basis = JSON.stringify(saved);
  return {
    value: kept?.value,
    isKept,
    isOutdated: kept !== undefined && saved !== undefined && kept.basis !== basis,
    change(value) {
      const changed = { administratorId, basis: kept?.basis ?? basis, value };
      sessionStorage.setItem(key, JSON.stringify(changed));
      keep(changed);
    },
    discard() {
      sessionStorage.removeItem(key);
      keep(undefined);
      setKept(false);
    },
  };
}

/** Forgets every draft of this tab. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

function read<Value>(key: string, administratorId: string): Kept<Value> | undefined {
  const text = sessionStorage.getItem(key);
  if (text === null) return undefined;
  const kept: Kept<Value> = JSON.parse(text);
  return kept.administratorId === administratorId ? kept : undefined;
}
