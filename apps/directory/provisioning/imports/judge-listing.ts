/** Whether a list was read to its end without doubt. Only then may a run take an account that it did not see for one that is gone. */

/** Walks over a list at most: what one left out by accident, the next one finds. */
export const PASSES_MAX = 3;

/** A walk that has ended. */
export interface EndedWalk {
  /** What is listed, for people: `accounts`, `groups`. */
  readonly noun: string;
  readonly isByCursor: boolean;
  readonly pass: number;
  /** What the app told on the first page of this walk, and on the last; null: it does not tell. */
  readonly firstTotal: number | null;
  readonly total: number | null;
  /** Different rows that all walks have shown, and those that this walk was the first to show (undefined: not known). */
  readonly seen: number;
  readonly newlySeen: number | undefined;
  /** An answer that may not have meant what it said. */
  readonly doubt?: string | undefined;
  /** The walk ended because its cursor no longer held. */
  readonly isExpired?: boolean;
}

/** What follows from a walk: the list is complete, is to be walked once more, or stays incomplete for a reason. */
export type ListingVerdict =
  | { readonly kind: "complete" }
  | { readonly kind: "again" }
  | { readonly kind: "incomplete"; readonly reason: string };

/** Judges a walk. Pure. */
export function judgeListing(walk: EndedWalk): ListingVerdict {
  if (walk.doubt !== undefined) return { kind: "incomplete", reason: walk.doubt };
  const reason = problemOf(walk);
  if (reason === undefined) return { kind: "complete" };
  return walk.pass < PASSES_MAX ? { kind: "again" } : { kind: "incomplete", reason };
}

function problemOf(walk: EndedWalk): string | undefined {
  const { noun, pass, firstTotal, total, seen } = walk;
  if (walk.isExpired === true)
    return `The app let its cursor expire before the list of ${noun} was read, ${pass} times.`;
  if (total === null) {
    // RFC 9865 §2: a list by cursor is one of one moment. By index, only a walk that shows nobody new says that nobody is missing.
    if (walk.isByCursor || (pass > 1 && walk.newlySeen === 0)) return undefined;
    return `The app does not tell how many ${noun} it has, and each walk over its list showed others.`;
  }
  if (firstTotal !== null && total < firstTotal)
    return `The app's list shrank from ${firstTotal} to ${total} ${noun} while it was read.`;
  if (seen < total)
    return `The app tells that it has ${total} ${noun}, and showed ${seen} in ${pass} walks over its list.`;
  return undefined;
}
