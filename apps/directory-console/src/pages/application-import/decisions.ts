/** What an administrator decides about imported rows, before it is sent. */
import type { ImportRow } from "@lockstep/directory-app/contract";
import type { RowDecision } from "../../api/imports.ts";

/** A choice for a row. A link without a person is not ready to be sent. */
export type Decision =
  | { readonly action: "LINK"; readonly personId?: string }
  | { readonly action: "NEW" }
  | { readonly action: "IGNORE" };

/** The choice made for a row, else the one that its match suggests: never a guess between several people. */
export function decisionOf(row: ImportRow, decisions: ReadonlyMap<string, Decision>): Decision {
  const made = decisions.get(row.externalId);
  if (made !== undefined) return made;
  if (row.person !== null && row.match !== "AMBIGUOUS") return { action: "LINK", personId: row.person.id };
  return row.match === "NONE" ? { action: "NEW" } : { action: "LINK" };
}

/** The choice of an action for a row: a link goes to the person that it matches, if there is one. */
export function choose(row: ImportRow, action: Decision["action"]): Decision {
  if (action !== "LINK" || row.person === null) return { action };
  return { action, personId: row.person.id };
}

/** The keys that choose for a row, in any letter case. */
export function actionOfKey(key: string): Decision["action"] | undefined {
  return { l: "LINK", n: "NEW", i: "IGNORE" }[key.toLowerCase()] as Decision["action"] | undefined;
}

/** The decisions that can be sent. */
export function readyDecisions(
  rows: readonly ImportRow[],
  decisions: ReadonlyMap<string, Decision>,
): readonly RowDecision[] {
  return rows.flatMap((row): RowDecision[] => {
    const decision = decisionOf(row, decisions);
    const { externalId } = row;
    if (decision.action !== "LINK") return [{ externalId, action: decision.action }];
    return decision.personId === undefined ? [] : [{ externalId, action: "LINK", personId: decision.personId }];
  });
}

/** How many rows are linked, become new people, are ignored. */
export function decisionCounts(ready: readonly RowDecision[]): { link: number; create: number; ignore: number } {
  const count = (action: RowDecision["action"]) => ready.filter((row) => row.action === action).length;
  return { link: count("LINK"), create: count("NEW"), ignore: count("IGNORE") };
}
