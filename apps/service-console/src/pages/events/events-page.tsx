import type { RecentEvent } from "@lockstep/service-app/contract";
import { Address, type Column, FilterBar, PageHeader, present, StatusBadge, Timestamp } from "@lockstep/ui";
import { Anchor, Button, Select, Text } from "@mantine/core";
import { IconTimelineEvent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { resourceTypesQuery } from "../../api/definitions.ts";
import { eventsQuery } from "../../api/records.ts";
import { messages } from "../../messages.ts";
import { useCredentialNames } from "../../parts/credential-names.ts";
import { RecordList } from "../../parts/record-list.tsx";
import { EVENT_KINDS } from "../../search-choices.ts";
import { EventDrawer } from "./event-drawer.tsx";
import { changesOf, KIND_TONES, nameOf } from "./event-words.ts";

const route = getRouteApi("/signed-in/event-feed");
const t = messages.events;
const ALL = "all";

/** The ordered feed of changes, the newest first, as it grows. */
export function EventsPage(): ReactNode {
  const { event, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const events = useQuery(eventsQuery(filters));
  const credentialName = useCredentialNames();
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const show = (cursor: string | undefined) =>
    void navigate({
      search: ({ event: _event, ...rest }) => (cursor === undefined ? rest : { ...rest, event: cursor }),
      resetScroll: false,
    });
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <RecordList
        label={t.title}
        filters={<EventFilters />}
        columns={columns(credentialName, show)}
        rows={events}
        keyOf={(row) => row.cursor}
        after={filters.after}
        next={events.data?.next}
        onPage={(after) => void navigate({ search: ({ after: _after, ...rest }) => present({ ...rest, after }) })}
        isFiltered={isFiltered}
        onClear={() => void navigate({ search: {} })}
        words={t}
        icon={<IconTimelineEvent size={26} />}
      />
      <EventDrawer cursor={event} onClose={() => show(undefined)} />
    </>
  );
}

function EventFilters(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const types = useQuery(resourceTypesQuery);
  const names = [...(types.data?.inherited ?? []), ...(types.data?.items ?? [])].map(({ name }) => name);
  return (
    <FilterBar label={messages.actions.search}>
      <Select
        aria-label={t.resourceType}
        w={{ base: "100%", xs: 200 }}
        data={[{ value: ALL, label: t.anyType }, ...[...new Set(names)].map((name) => ({ value: name, label: name }))]}
        value={search.resourceType ?? ALL}
        onChange={(value) =>
          void navigate({
            search: ({ resourceType: _type, after: _after, ...rest }) =>
              value === null || value === ALL ? rest : { ...rest, resourceType: value },
          })
        }
      />
      <Select
        aria-label={t.kind}
        w={{ base: "100%", xs: 180 }}
        data={[{ value: ALL, label: t.anyKind }, ...EVENT_KINDS.map((value) => ({ value, label: t.kinds[value] }))]}
        value={search.kind ?? ALL}
        onChange={(value) => {
          const kind = EVENT_KINDS.find((each) => each === value);
          void navigate({
            search: ({ kind: _kind, after: _after, ...rest }) => (kind === undefined ? rest : { ...rest, kind }),
          });
        }}
      />
      {(search.resourceId !== undefined || search.traceId !== undefined) && (
        <Button variant="default" onClick={() => void navigate({ search: {} })}>
          {messages.actions.clear}
        </Button>
      )}
    </FilterBar>
  );
}

function columns(
  credentialName: (id: string) => string,
  onShow: (cursor: string) => void,
): readonly Column<RecentEvent>[] {
  return [
    {
      key: "resource",
      header: t.resource,
      render: (row) => (
        <div>
          <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={() => onShow(row.cursor)}>
            <Address value={nameOf(row)} />
          </Anchor>
          <Text size="xs" c="dimmed">
            {row.resourceType}
          </Text>
        </div>
      ),
    },
    {
      key: "kind",
      header: t.kind,
      width: 130,
      render: (row) => <StatusBadge tone={KIND_TONES[row.kind]} label={t.kinds[row.kind]} />,
    },
    {
      key: "changes",
      header: t.changes,
      render: (row) => (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {changesOf(row)}
        </Text>
      ),
    },
    {
      key: "by",
      header: t.by,
      width: 200,
      render: (row) => (
        <Text size="sm">
          <Address value={credentialName(row.credentialId)} />
        </Text>
      ),
    },
    { key: "time", header: t.time, width: 190, render: (row) => <Timestamp value={row.occurredAt} format="seconds" /> },
  ];
}
