/** Reads a group with its members, also one that does not fit into one answer. */
import { readMemberIdsAction, readNameAction } from "../plan/lookup.ts";
import type { Action, FailureOutcome, Outcome } from "../types.ts";

/** What the app says of a group when its members cannot be read, however little is asked for. */
export interface WholeRead {
  /** What was read of the group; without members where `tooLarge` is set. */
  readonly outcome: Outcome;
  /** Why the members cannot be read. Another attempt would not change it. */
  readonly tooLarge?: FailureOutcome;
}

const REASON = "The group is too large for one answer: it is read in two.";

/**
 * Carries out a read of a whole group. One that is too large is read in two: all but the members, then of each member only the id
 * (a third of the bytes). A target that knows no such parts (RFC 7644 §3.9) shows no members then.
 */
export async function readWholeGroup(
  perform: (action: Action) => Promise<Outcome>,
  id: string,
  action: Action,
): Promise<WholeRead> {
  const whole = await perform(action);
  if (!isTooLarge(whole)) return { outcome: whole };
  const rest = await perform(readNameAction(id, REASON));
  if (isTooLarge(rest)) return { outcome: rest, tooLarge: rest };
  if (rest.kind !== "done" || rest.resource === undefined) return { outcome: rest };
  const ids = await perform(readMemberIdsAction(id, REASON));
  if (isTooLarge(ids)) return { outcome: rest, tooLarge: ids };
  if (ids.kind !== "done" || ids.resource === undefined) return { outcome: ids };
  const { members } = ids.resource;
  return { outcome: { ...rest, resource: { ...rest.resource, ...(members === undefined ? {} : { members }) } } };
}

function isTooLarge(outcome: Outcome): outcome is Extract<Outcome, { kind: "failed" }> {
  return outcome.kind === "failed" && outcome.isTooLarge === true;
}
