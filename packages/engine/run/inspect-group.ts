/** Looks at a pushed group in the target, as cheaply as is asked for, and writes nothing. */
import { readAction, readMemberIdsAction, readNameAction } from "../plan/lookup.ts";
import type { Action, DesiredGroup, FailureOutcome, KnownGroup, ObservedGroup, Outcome } from "../types.ts";
import { type GroupLooker, observeGroup, readGroup } from "./observe-group.ts";
import { createSender, type SenderOptions } from "./sender.ts";

/** Which group, and how much of it is read. */
export interface GroupInspectionInput extends SenderOptions {
  readonly id: string;
  /** Name and the directory's own id: what it is looked for by when it is gone. */
  readonly displayName: string;
  readonly externalId: string;
  /** `memberIds`: for targets that know RFC 7644 §3.9; all else is left out of the members. */
  readonly reads: "name" | "members" | "memberIds";
}

/** What a look showed, and how many requests it took. */
export type GroupInspection = { readonly requests: number } & (
  | { readonly kind: "seen"; readonly group: Extract<ObservedGroup, { kind: "one" }> }
  /** No longer there; `observed`: what bears its id or its name now. */
  | { readonly kind: "gone"; readonly observed: ObservedGroup }
  | { readonly kind: "failed"; readonly failure: FailureOutcome }
);

const NOTHING: KnownGroup = {
  externalId: undefined,
  displayName: undefined,
  members: undefined,
  linkedByChoice: false,
};
const REASON = "What the pushed group is like in the app.";

/** Reads the group by its id; one that is gone is looked for by the directory's own id, then by name. Never rejects for what the target does. */
export async function inspectGroup(input: GroupInspectionInput): Promise<GroupInspection> {
  const send = createSender(input);
  let requests = 0;
  const perform = async (action: Action, refine?: (outcome: Outcome) => Outcome) => {
    requests += 1;
    return (await send(action, refine === undefined ? {} : { refine })).outcome;
  };
  const { displayName, externalId, dialect } = input;
  const desired: DesiredGroup = { kind: "present", displayName, externalId, members: [] };
  const looker: GroupLooker = { input: { desired, known: NOTHING, dialect }, known: () => NOTHING, perform };
  const direct = await readGroup(looker, actionOf(input), input.id);
  if (direct.kind === "seen" && direct.tooLarge !== undefined)
    return { kind: "failed", failure: direct.tooLarge, requests };
  const look =
    direct.kind === "seen" && direct.observed.kind === "none"
      ? await observeGroup(looker, { mustRead: false, inDoubt: true })
      : direct;
  if (look.kind === "failed") return { ...look, requests };
  if (direct.kind === "seen" && direct.observed.kind === "one")
    return { kind: "seen", group: direct.observed, requests };
  return { kind: "gone", observed: look.observed, requests };
}

function actionOf({ id, reads }: GroupInspectionInput): Action {
  if (reads === "name") return readNameAction(id, REASON);
  return reads === "members" ? readAction("readGroup", id, REASON) : readMemberIdsAction(id, REASON);
}
