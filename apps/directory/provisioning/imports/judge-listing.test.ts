import { describe, expect, it } from "vitest";
import { type EndedWalk, judgeListing } from "./judge-listing.ts";

const walk = (parts: Partial<EndedWalk>): EndedWalk => ({
  noun: "accounts",
  isByCursor: false,
  pass: 1,
  firstTotal: 10,
  total: 10,
  seen: 10,
  newlySeen: 10,
  ...parts,
});

describe("a list of accounts", () => {
  it.each<[string, Partial<EndedWalk>]>([
    ["when all that were told were seen", {}],
    ["when more were seen than were told", { seen: 12 }],
    ["when the app grew, and all were seen", { firstTotal: 9 }],
    ["by cursor without a total", { total: null, firstTotal: null, isByCursor: true }],
    ["without a total, when a second walk showed nobody new", { total: null, firstTotal: null, pass: 2, newlySeen: 0 }],
  ])("is complete %s", (_, parts) => {
    expect(judgeListing(walk(parts))).toEqual({ kind: "complete" });
  });

  it.each<[string, Partial<EndedWalk>, RegExp]>([
    ["fewer were seen than were told", { seen: 9 }, /has 10 accounts, and showed 9 in 3 walks/],
    ["it shrank while it was read", { firstTotal: 12 }, /shrank from 12 to 10/],
    ["the total is not told and walks differ", { total: null, firstTotal: null, newlySeen: 1 }, /does not tell/],
    ["its cursors expire", { isExpired: true }, /cursor/],
  ])("is walked again, and incomplete after the third walk, when %s", (_, parts, reason) => {
    expect(judgeListing(walk({ ...parts, pass: 1 }))).toEqual({ kind: "again" });
    expect(judgeListing(walk({ ...parts, pass: 2 }))).toEqual({ kind: "again" });
    expect(judgeListing(walk({ ...parts, pass: 3 }))).toMatchObject({
      kind: "incomplete",
      reason: expect.stringMatching(reason),
    });
  });

  it("is incomplete at once when an answer is in doubt: walking again would show the same", () => {
    expect(judgeListing(walk({ doubt: "404" }))).toEqual({ kind: "incomplete", reason: "404" });
  });
});
