import type { ImportRow } from "@lockstep/directory-app/contract";
import { describe, expect, test } from "vitest";
import { decisionCounts, decisionOf, readyDecisions } from "./decisions.ts";

function row(externalId: string, match: ImportRow["match"], personId?: string): ImportRow {
  return {
    externalId,
    userName: `${externalId}@x.example`,
    active: true,
    displayName: externalId,
    match,
    state: "UNCONFIRMED",
    reason: null,
    profile: {},
    confirmed: null,
    person: personId === undefined ? null : { id: personId, login: personId },
  };
}

describe("decisions about imported rows", () => {
  test("an exact or partial match suggests a link, no match suggests a new person", () => {
    expect(decisionOf(row("a", "EXACT", "00u1"), new Map())).toEqual({ action: "LINK", personId: "00u1" });
    expect(decisionOf(row("b", "PARTIAL", "00u2"), new Map())).toEqual({ action: "LINK", personId: "00u2" });
    expect(decisionOf(row("c", "NONE"), new Map())).toEqual({ action: "NEW" });
  });

  test("an ambiguous match is never guessed, and is not sent before a person is chosen", () => {
    const rows = [row("a", "AMBIGUOUS", "00u1"), row("b", "NONE")];
    expect(readyDecisions(rows, new Map())).toEqual([{ externalId: "b", action: "NEW" }]);
    const chosen = new Map([["a", { action: "LINK", personId: "00u9" } as const]]);
    expect(readyDecisions(rows, chosen)).toEqual([
      { externalId: "a", action: "LINK", personId: "00u9" },
      { externalId: "b", action: "NEW" },
    ]);
  });

  test("counts say what will happen", () => {
    const rows = [row("a", "EXACT", "00u1"), row("b", "NONE"), row("c", "NONE")];
    const ready = readyDecisions(rows, new Map([["c", { action: "IGNORE" } as const]]));
    expect(decisionCounts(ready)).toEqual({ link: 1, create: 1, ignore: 1 });
  });
});
