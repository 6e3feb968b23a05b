/** A timeline's entries and the apps' own events, put together by trace. Pure. */
import type { AppSideEvent, RunCause, TimelineEntry } from "@lockstep/directory-app/contract";

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
  /** The newest first, as they came. */
  readonly entries: readonly TimelineEntry[];
  readonly appEvents: readonly AppSideEvent[];
  /** Of a run: the traces of the changes that it carries out and what else made it due, in their order. */
  readonly causes: readonly string[];
}

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
 * the run whose trace they carry; those of no known trace are the app's own, from the oldest entry on when older entries are not loaded.
 */
export function groupTimeline(
  entries: readonly TimelineEntry[],
  stories: readonly AppStory[],
  isWhole: boolean,
): readonly TimelineGroup[] {
  const groups: (Omit<TimelineGroup, "causes"> & {
    entries: TimelineEntry[];
    appEvents: AppSideEvent[];
    causes: readonly string[];
  })[] = [];
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
    groups.push({ key: entry.id, at, kind, traceId, app, entries: [entry], appEvents: [], causes: entry.causes });
  }
  const runs = new Map(groups.flatMap((group) => (group.kind === "run" ? [[group.traceId, group] as const] : [])));
  const oldest = isWhole ? "" : (entries.at(-1)?.at ?? "");
  const own: TimelineGroup[] = [];
  for (const { app, events } of stories) {
    for (const event of events) {
      const run = runs.get(event.traceId);
      if (run !== undefined) run.appEvents.push(event);
      else if (event.at >= oldest) {
        const { id, at } = event;
        own.push({ key: id, at, kind: "appOwn", traceId: null, app, entries: [], appEvents: [event], causes: [] });
      }
    }
  }
  return [...groups, ...own].sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));
}
