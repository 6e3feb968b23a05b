/** A timeline's entries and the apps' own events, put together by trace. Pure. */
import type { AppSideEvent, TimelineEntry } from "@lockstep/directory-app/contract";

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
  const groups: (TimelineGroup & { entries: TimelineEntry[]; appEvents: AppSideEvent[] })[] = [];
  for (const entry of entries) {
    const kind = entry.request === null ? "change" : "run";
    const last = groups.at(-1);
    if (last !== undefined && entry.traceId !== null && last.traceId === entry.traceId && last.kind === kind) {
      last.entries.push(entry);
      continue;
    }
    const { traceId, at } = entry;
    const app = kind === "run" ? entry.app : null;
    groups.push({ key: entry.id, at, kind, traceId, app, entries: [entry], appEvents: [] });
  }
  const runs = new Map(groups.flatMap((group) => (group.kind === "run" ? [[group.traceId, group] as const] : [])));
  const oldest = isWhole ? "" : (entries.at(-1)?.at ?? "");
  const own: TimelineGroup[] = [];
  for (const { app, events } of stories) {
    for (const event of events) {
      const run = runs.get(event.traceId);
      if (run !== undefined) run.appEvents.push(event);
      else if (event.at >= oldest) {
        own.push({ key: event.id, at: event.at, kind: "appOwn", traceId: null, app, entries: [], appEvents: [event] });
      }
    }
  }
  return [...groups, ...own].sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));
}
