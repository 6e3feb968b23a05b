import type { AppSideDelivery, AppSideEvent, RunCause, TimelineEntry } from "@lockstep/directory-app/contract";
import { BreakablePath, CodeBlock, StatusBadge, Timestamp, type Tone } from "@lockstep/ui";
import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { otherCauses, type TimelineGroup } from "./group-timeline.ts";

const t = messages.timeline;
const RESULT_TONES: Readonly<Record<string, Tone>> = { SUCCESS: "good", FAILURE: "bad", UNKNOWN: "warning" };
const DELIVERY_TONES: Readonly<Record<AppSideDelivery["state"], Tone>> = {
  pending: "busy",
  delivered: "good",
  dead: "bad",
};
const ATTRIBUTES_SHOWN = 8;

/** One group of a timeline: what it was, who did it, each step, and what the app made of it. */
export function GroupBody(props: {
  group: TimelineGroup;
  linked: readonly TimelineGroup[];
  /** What is known of causes, by their text. */
  told: ReadonlyMap<string, RunCause>;
}): ReactNode {
  const { group } = props;
  return (
    <Stack gap={6} mt={2}>
      <Links {...props} />
      {group.unstored !== null && (
        <div>
          <StatusBadge
            tone={group.unstored === "underWay" ? "busy" : "warning"}
            label={t.unstored[group.unstored].label}
          />
          <Text size="xs" c="dimmed">
            {t.unstored[group.unstored].detail}
          </Text>
        </div>
      )}
      {group.entries
        .toReversed()
        .map((entry) =>
          entry.request === null ? (
            <ChangeLine key={entry.id} entry={entry} />
          ) : (
            <RequestLine key={entry.id} entry={entry} />
          ),
        )}
      {group.appEvents.toReversed().map((event) => (
        <AppLine key={event.id} event={event} app={group.app?.label ?? ""} />
      ))}
      <Text size="xs" c="dimmed" component="div">
        <Timestamp value={group.at} format="seconds" />
        {group.traceId !== null && (
          <>
            {" · "}
            {t.trace} <Code fz={11}>{group.traceId}</Code>
          </>
        )}
      </Text>
    </Stack>
  );
}

/** From a run to the changes that it carries out, and back: by the traces that the run names. What stands in no group is told. */
function Links(props: Parameters<typeof GroupBody>[0]): ReactNode {
  const { group, linked } = props;
  const isRun = group.kind === "run";
  const others = isRun ? otherCauses(group, linked, props.told) : { told: [], untold: 0 };
  if (linked.length + others.told.length + others.untold === 0) return null;
  return (
    <Text size="xs" c="dimmed" component="div">
      {isRun ? t.carriesOut : t.carriedOutBy}{" "}
      {linked.map((other, index) => (
        <span key={other.key}>
          {index > 0 && ", "}
          <Anchor
            component="button"
            type="button"
            size="xs"
            underline="always"
            ta="left"
            onClick={() => document.getElementById(other.key)?.focus()}
          >
            {groupTitle(other)}
          </Anchor>
        </span>
      ))}
      {others.told.map((cause, index) => (
        <span key={cause.cause}>
          {linked.length + index > 0 && ", "}
          {cause.by === null ? cause.message : `${cause.message} ${t.by(cause.by)}`}
          {cause.at !== null && (
            <>
              {" ("}
              <Timestamp value={cause.at} />)
            </>
          )}
        </span>
      ))}
      {others.untold > 0 &&
        ` ${linked.length + others.told.length > 0 ? t.andOlder(others.untold) : t.olderChanges(others.untold)}`}
    </Text>
  );
}

/** What a group is called. */
export function groupTitle(group: TimelineGroup): string {
  if (group.kind === "run") return t.run(group.app?.label ?? "");
  if (group.kind === "appOwn") return t.appOwn(group.app?.label ?? "");
  const oldest = group.entries.at(-1);
  return oldest === undefined ? "" : `${oldest.message} ${t.by(oldest.actor.displayName)}`;
}

function ChangeLine({ entry }: { entry: TimelineEntry }): ReactNode {
  return (
    <Group gap="xs" align="baseline" wrap="nowrap">
      <Text size="xs" c="dimmed" miw={72}>
        {t.kinds[entry.kind]}
      </Text>
      <Text size="sm" style={{ flex: 1, minWidth: 0 }} component="div">
        {entry.message}
        {entry.app !== null && (
          <>
            {": "}
            <AnchorLink to="/applications/$appId" params={{ appId: entry.app.id }} size="sm" underline="always">
              {entry.app.label}
            </AnchorLink>
          </>
        )}
        {entry.group !== null && (
          <>
            {": "}
            <AnchorLink to="/groups/$groupId" params={{ groupId: entry.group.id }} size="sm" underline="always">
              {entry.group.name}
            </AnchorLink>
          </>
        )}
        {entry.reason !== null && (
          <Text size="xs" c="dimmed" span>
            {" "}
            {entry.reason}
          </Text>
        )}
      </Text>
      {entry.result !== "SUCCESS" && <ResultBadge result={entry.result} reason={entry.reason} />}
    </Group>
  );
}

function RequestLine({ entry }: { entry: TimelineEntry }): ReactNode {
  const { request } = entry;
  if (request === null) return null;
  return (
    <Stack gap={2}>
      <Group gap="xs" align="baseline">
        <Text size="sm" fw={500}>
          {entry.message}
        </Text>
        <ResultBadge result={entry.result} reason={entry.reason} />
      </Group>
      <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
        <Code fz={12}>{request.line}</Code>
        {request.status !== null && ` ${t.answered(request.status)}`}
        {request.durationMs !== null && ` · ${t.took(request.durationMs)}`}
      </Text>
      {request.why !== null && (
        <Text size="xs" c="dimmed">
          {request.why}
        </Text>
      )}
      {entry.result !== "SUCCESS" && entry.reason !== null && <Text size="sm">{entry.reason}</Text>}
    </Stack>
  );
}

function ResultBadge({ result, reason }: { result: string; reason: string | null }): ReactNode {
  return (
    <StatusBadge
      tone={RESULT_TONES[result] ?? "neutral"}
      label={messages.log.results[result] ?? result}
      {...(reason === null ? {} : { hint: reason })}
    />
  );
}

/** What the app tells: the row that it stored, and the event of its feed. */
function AppLine({ event, app }: { event: AppSideEvent; app: string }): ReactNode {
  const changed = event.changed.slice(0, ATTRIBUTES_SHOWN).join(", ");
  return (
    <Stack gap={2} pl="sm" style={{ borderLeft: "2px solid var(--mantine-color-default-border)" }}>
      <Text size="sm">
        <strong>{t.appSide(app)}:</strong> {t.appEvents[event.kind]} ({t.appVersion(event.version)})
      </Text>
      {changed !== "" && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          <BreakablePath path={t.appChanged(changed)} />
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t.appFeed(event.cursor)}
      </Text>
      {event.deliveries.map((delivery) => (
        <DeliveryLine key={delivery.webhook} delivery={delivery} />
      ))}
      {(event.before !== null || event.after !== null) && (
        <details>
          <summary>
            <Text size="xs" span>
              {t.details}
            </Text>
          </summary>
          <CodeBlock label={t.details} text={JSON.stringify({ before: event.before, after: event.after }, null, 2)} />
        </details>
      )}
    </Stack>
  );
}

/** What became of an event in one webhook of the app. */
function DeliveryLine({ delivery }: { delivery: AppSideDelivery }): ReactNode {
  const { webhook, state, attempts, lastAttemptAt, lastStatus } = delivery;
  return (
    <Group gap="xs" align="baseline">
      <Text size="xs" style={{ overflowWrap: "anywhere" }}>
        {t.webhook(webhook)}
      </Text>
      <StatusBadge tone={DELIVERY_TONES[state]} label={t.deliveries[state]} />
      <Text size="xs" c="dimmed" component="div">
        {t.attempts(attempts)}
        {lastStatus !== null && ` · ${t.answered(lastStatus)}`}
        {lastAttemptAt !== null && (
          <>
            {" · "}
            <Timestamp value={lastAttemptAt} format="seconds" />
          </>
        )}
      </Text>
    </Group>
  );
}
