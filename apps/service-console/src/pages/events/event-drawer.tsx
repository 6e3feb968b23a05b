import type { RecentEvent } from "@lockstep/service-app/contract";
import { CodeBlock, EmptyState, ErrorNotice, Facts, SectionSkeleton, StatusBadge, Timestamp } from "@lockstep/ui";
import { Code, Group, Stack, Title } from "@mantine/core";
import { IconTimelineEvent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { eventQuery } from "../../api/records.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { useCredentialNames } from "../../parts/credential-names.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { changesOf, KIND_TONES, nameOf } from "./event-words.ts";

const t = messages.events;

/** One event with the states before and after. */
export function EventDrawer({ cursor, onClose }: { cursor: string | undefined; onClose: () => void }): ReactNode {
  const event = useQuery({ ...eventQuery(cursor ?? ""), enabled: cursor !== undefined });
  return (
    <DetailDrawer
      opened={cursor !== undefined}
      onClose={onClose}
      closeLabel={t.close}
      title={event.data ? nameOf(event.data) : t.title1(cursor ?? "")}
    >
      {event.data ? (
        <EventDetail event={event.data} />
      ) : event.data === null ? (
        <EmptyState icon={<IconTimelineEvent size={26} />} title={t.gone} />
      ) : event.isError ? (
        <ErrorNotice title={t.failed} error={event.error} onRetry={() => void event.refetch()} />
      ) : (
        <SectionSkeleton />
      )}
    </DetailDrawer>
  );
}

function EventDetail({ event }: { event: RecentEvent }): ReactNode {
  const credentialName = useCredentialNames();
  return (
    <Stack gap="lg">
      <Facts
        items={[
          { label: t.kind, value: <StatusBadge tone={KIND_TONES[event.kind]} label={t.kinds[event.kind]} /> },
          { label: t.resourceType, value: event.resourceType },
          { label: t.changes, value: changesOf(event) },
          { label: t.by, value: credentialName(event.credentialId) },
          { label: t.time, value: <Timestamp value={event.occurredAt} format="seconds" /> },
          { label: t.number, value: event.cursor },
          { label: t.trace, value: <Code style={{ overflowWrap: "anywhere" }}>{event.traceId}</Code> },
        ]}
      />
      <Group gap="md">
        <AnchorLink to="/event-feed" search={{ resourceId: event.resourceId }} size="sm">
          {t.only}
        </AnchorLink>
        <AnchorLink to="/provisioning/requests" search={{ traceId: event.traceId }} size="sm">
          {messages.requests.title}
        </AnchorLink>
      </Group>
      {event.before !== null && <State title={t.before} state={event.before} />}
      {event.after !== null && <State title={t.after} state={event.after} />}
    </Stack>
  );
}

function State({ title, state }: { title: string; state: unknown }): ReactNode {
  return (
    <Stack gap="xs" component="section">
      <Title order={3}>{title}</Title>
      <CodeBlock label={title} text={JSON.stringify(state, null, 2)} />
    </Stack>
  );
}
