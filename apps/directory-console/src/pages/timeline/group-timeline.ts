/** A timeline's entries and the apps' own events, put together by trace. Pure. */
import type { AppEventDoer, AppSideEvent, RunCause, TimelineEntry } from "@lockstep/directory-app/contract";

/** An app's events about the person's account. */
export interface AppStory {
  readonly app: { readonly id: string; readonly label: string };
  readonly events: readonly AppSideEvent[];
}

/** What stands together: the events of one call, the requests of one run with what the app made of them, or what the app did by itself. */
export interface TimelineGroup {
  readonly key: string;
  readonly at: string;
  readonly kind: "change" | "run" | "appOwn";
  readonly traceId: string | null;
  readonly app: { readonly id: string; readonly label: string } | null;
  /** The newest first, as they came. None of a run that only the app has told of so far. */
  readonly entries: readonly TimelineEntry[];
  readonly appEvents: readonly AppSideEvent[];
  /** Of a run: the traces of the changes that it carries out and what else made it due, in their order. */
  readonly causes: readonly string[];
  /** Of a run that only the app has told of: why the directory has stored nothing of it; null when it has. */
  readonly unstored: "underWay" | "lost" | null;
}

const UNSTORED: Readonly<Record<AppEventDoer, TimelineGroup["unstored"]>> = {
  run: null,
  runUnderWay: "underWay",
  runLost: "lost",
  app: null,
};

type OpenGroup = TimelineGroup & { entries: TimelineEntry[]; appEvents: AppSideEvent[]; causes: readonly string[] };

/** The changes that a run carries out, as far as they are among the groups; and of a change the runs that carry it out. */
export function linkedGroups(group: TimelineGroup, groups: readonly TimelineGroup[]): readonly TimelineGroup[] {
  if (group.kind === "run") {
    return groups.filter(
      ({ kind, traceId }) => kind === "change" && traceId !== null && group.causes.includes(traceId),
    );
  }
  const { traceId } = group;
  return traceId === null ? [] : groups.filter(({ causes }) => causes.includes(traceId));
}

/** Causes of a run that stand in no group of the timeline: those that are told of, and how many are not. */
export function otherCauses(
  group: TimelineGroup,
  linked: readonly TimelineGroup[],
  told: ReadonlyMap<string, RunCause>,
): { readonly told: readonly RunCause[]; readonly untold: number } {
  const others = group.causes.filter((cause) => !linked.some(({ traceId }) => traceId === cause));
  const known = others.flatMap((cause) => told.get(cause) ?? []);
  return { told: known, untold: others.length - known.length };
}

/**
 * Groups entries, the newest first. Neighbours of one trace are one group, requests apart from the rest. Events of an app join
 * the run whose trace they carry, or stand as a run that only the app has told of so far; those that no run did are the app's own. Both
 * from the oldest entry on when older entries are not loaded.
 */
export function groupTimeline(
  entries: readonly TimelineEntry[],
  stories: readonly AppStory[],
  isWhole: boolean,
): readonly TimelineGroup[] {
  const groups: OpenGroup[] = [];
  for (const entry of entries) {
    const kind = entry.request === null ? "change" : "run";
    const last = groups.at(-1);
    if (last !== undefined && entry.traceId !== null && last.traceId === entry.traceId && last.kind === kind) {
      last.entries.push(entry);
      last.causes = [...new Set([...entry.causes, ...last.causes])];
      continue;
    }
    const { traceId, at } = entry;
    const app = kind === "run" ? entry.app : null;
    const { causes } = entry;
    groups.push({ key: entry.id, at, kind, traceId, app, entries: [entry], appEvents: [], causes, unstored: null });
  }
  const runs = new Map(groups.flatMap((group) => (group.kind === "run" ? [[group.traceId, group] as const] : [])));
  const oldest = isWhole ? "" : (entries.at(-1)?.at ?? "");
  for (const { app, events } of stories) {
    for (const event of events) {
      const run = runs.get(event.traceId);
      if (run !== undefined) run.appEvents.push(event);
      else if (event.at >= oldest) {
        const told = toldByApp(event, app);
        groups.push(told);
        if (told.kind === "run") runs.set(told.traceId, told);
      }
    }
  }
  return groups.sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));
}

/** An event of the app that joins no request: a run's of which nothing is loaded, or the app's own. */
function toldByApp(event: AppSideEvent, app: AppStory["app"]): OpenGroup {
  const { id, at, traceId, doneBy } = event;
  const isRun = doneBy !== "app";
  return {
    key: id,
    at,
    kind: isRun ? "run" : "appOwn",
    traceId: isRun ? traceId : null,
    app,
    entries: [],
    appEvents: [event],
    causes: [],
    unstored: UNSTORED[doneBy],
  };
}
