/** The columns of System Log lists, on the overview and on the log's own page. */
import type { LogEvent } from "@lockstep/directory-app/contract";
import { type Column, StatusBadge, Timestamp, type Tone } from "@lockstep/ui";
import { Text } from "@mantine/core";
import { messages } from "../messages.ts";

const t = messages.log;

const RESULT_TONES: Readonly<Record<string, Tone>> = { SUCCESS: "good", FAILURE: "bad", SKIPPED: "neutral" };

/** Event, outcome, who did it, time. */
export const logColumns: readonly Column<LogEvent>[] = [
  {
    key: "event",
    header: t.event,
    render: (event) => (
      <div>
        <Text size="sm" fw={500}>
          {event.displayMessage}
        </Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {targetNames(event) || event.eventType}
        </Text>
      </div>
    ),
  },
  {
    key: "outcome",
    header: t.outcome,
    width: 150,
    render: (event) => (
      <StatusBadge
        tone={RESULT_TONES[event.outcome.result] ?? (event.severity === "WARN" ? "warning" : "neutral")}
        label={t.results[event.outcome.result] ?? event.outcome.result}
        {...(event.outcome.reason === null ? {} : { hint: event.outcome.reason })}
      />
    ),
  },
  { key: "actor", header: t.actor, width: 180, render: (event) => event.actor.displayName },
  {
    key: "published",
    header: t.time,
    width: 190,
    render: (event) => <Timestamp value={event.published} format="seconds" />,
  },
];

/** The names of an event's objects, the person first. */
export function targetNames(event: LogEvent): string {
  // A person and their account in an app are called the same.
  return [...new Set(event.target.map((target) => target.displayName))].join(" · ");
}
