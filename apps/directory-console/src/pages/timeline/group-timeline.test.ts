import type { AppEventDoer, AppSideEvent, TimelineEntry } from "@lockstep/directory-app/contract";
import { describe, expect, it } from "vitest";
import { groupTimeline, linkedGroups, otherCauses } from "./group-timeline.ts";

const APP = { id: "0oa1", label: "Expenses" };
const at = (second: number) => `2026-03-01T10:00:${String(second).padStart(2, "0")}.000Z`;

function entry(second: number, traceId: string | null, isRequest: boolean): TimelineEntry {
  return {
    id: `e${second}`,
    at: at(second),
    kind: isRequest ? "request" : "change",
    eventType: "x",
    message: "x",
    result: "SUCCESS",
    reason: null,
    actor: { id: "a", type: "User", displayName: "Ada" },
    app: isRequest ? APP : null,
    group: null,
    traceId,
    causes: [],
    request: isRequest ? { line: "POST /Users", status: 201, durationMs: 5, why: null } : null,
    detail: {},
  };
}

function told(second: number, traceId: string, doneBy: AppEventDoer = "app"): AppSideEvent {
  return {
    id: `s${second}`,
    at: at(second),
    kind: "created",
    version: 1,
    changed: [],
    before: null,
    after: null,
    traceId,
    doneBy,
    cursor: "7",
    deliveries: [],
  };
}

const shape = (groups: ReturnType<typeof groupTimeline>) =>
  groups.map(({ kind, entries, appEvents }) => [kind, entries.map(({ id }) => id), appEvents.map(({ id }) => id)]);

describe("a grouped timeline", () => {
  it("puts the events of one call together, and the requests of a run with what the app made of them", () => {
    const entries = [entry(9, "run", true), entry(8, "run", true), entry(5, "call", false), entry(4, "call", false)];
    expect(shape(groupTimeline(entries, [{ app: APP, events: [told(9, "run", "run")] }], true))).toEqual([
      ["run", ["e9", "e8"], ["s9"]],
      ["change", ["e5", "e4"], []],
    ]);
  });

  it("keeps apart what has no trace, and a change from a request of the same trace", () => {
    const entries = [entry(9, null, false), entry(8, null, false), entry(7, "t", true), entry(6, "t", false)];
    expect(shape(groupTimeline(entries, [], true)).map(([kind]) => kind)).toEqual([
      "change",
      "change",
      "run",
      "change",
    ]);
  });

  it("joins a run and the changes that it carries out by their traces, whatever happened in between", () => {
    const entries = [
      { ...entry(9, "run", true), causes: ["first", "second"] },
      entry(8, "other", false),
      entry(5, "second", false),
      entry(4, "first", false),
    ];
    const groups = groupTimeline(entries, [], true);
    const linked = groups.map((group) => linkedGroups(group, groups).map(({ traceId }) => traceId));
    expect(linked).toEqual([["second", "first"], [], ["run"], ["run"]]);
  });

  it("tells of causes that stand in no group, and counts those of which nothing is known", () => {
    const entries = [{ ...entry(9, "run", true), causes: ["first", "import:1", "gone"] }, entry(4, "first", false)];
    const groups = groupTimeline(entries, [], true);
    const [run] = groups;
    if (run === undefined) throw new Error("no run");
    const cause = { cause: "import:1", kind: "import", at: null, message: "An import", by: null } as const;
    const told = new Map([["import:1", cause]]);
    expect(otherCauses(run, linkedGroups(run, groups), told)).toEqual({ told: [cause], untold: 1 });
  });

  it("shows what the app did by itself at its time, and not before the oldest entry that is loaded", () => {
    const entries = [entry(9, "run", true), entry(5, "call", false)];
    const stories = [{ app: APP, events: [told(7, "foreign"), told(2, "older")] }];
    expect(shape(groupTimeline(entries, stories, false)).map(([kind]) => kind)).toEqual(["run", "appOwn", "change"]);
    expect(groupTimeline(entries, stories, true)).toHaveLength(4);
  });

  it.each([
    ["is under way", "runUnderWay", "underWay"],
    ["was cut off before it was stored", "runLost", "lost"],
    ["was stored after the entries were read", "run", null],
  ] as const)(
    "tells what the app stored for a run that %s as sent to it, not as the app's own",
    (_, doneBy, unstored) => {
      const events = [told(9, "sent", doneBy), told(8, "sent", doneBy), told(6, "foreign")];
      const groups = groupTimeline([entry(5, "call", false)], [{ app: APP, events }], true);
      expect(shape(groups)).toEqual([
        ["run", [], ["s9", "s8"]],
        ["appOwn", [], ["s6"]],
        ["change", ["e5"], []],
      ]);
      expect(groups.map((group) => [group.traceId, group.unstored])).toEqual([
        ["sent", unstored],
        [null, null],
        ["call", null],
      ]);
      // Once the run is loaded, its requests and what came of them stand together.
      expect(shape(groupTimeline([entry(9, "sent", true)], [{ app: APP, events }], true))[0]).toEqual([
        "run",
        ["e9"],
        ["s9", "s8"],
      ]);
    },
  );
});
