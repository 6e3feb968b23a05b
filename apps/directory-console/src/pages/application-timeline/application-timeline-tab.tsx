import { atPage, cursorPaging, DataList, EmptyState, FilterBar, SearchBox, Section, StatusBadge } from "@lockstep/ui";
import { Select } from "@mantine/core";
import { IconTimeline } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appEventsQuery } from "../../api/app-events.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { logColumns } from "../../parts/log-columns.tsx";
import { SEVERITIES } from "../../search-choices.ts";

const route = getRouteApi("/signed-in/applications/$appId/timeline");
const t = messages.appTimeline;
const ALL = "ALL";

/** *Timeline*: the events of this app as they happen. */
export function ApplicationTimelineTab(): ReactNode {
  const { appId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const events = useQuery(appEventsQuery(appId, search));
  const next = events.data?.next;
  const isFiltered = search.q !== undefined || search.severity !== undefined;
  return (
    <Section
      title={t.title}
      description={t.description}
      isFlush
      actions={
        <>
          <StatusBadge
            tone={search.after === undefined ? "busy" : "neutral"}
            label={search.after === undefined ? t.live : t.paused}
          />
          <ButtonLink to="/system-log" search={{ target: appId }} variant="default" size="xs">
            {t.wholeLog}
          </ButtonLink>
        </>
      }
    >
      <FilterBar label={t.filters}>
        <SearchBox
          label={t.search}
          value={search.q}
          onSearch={(q) =>
            void navigate({
              search: ({ q: _q, after: _after, ...rest }) => (q === undefined ? rest : { ...rest, q }),
              replace: true,
            })
          }
        />
        <Select
          aria-label={t.severity}
          data={[{ value: ALL, label: t.all }, ...SEVERITIES.map((value) => ({ value, label: value }))]}
          value={search.severity ?? ALL}
          onChange={(value) => {
            const severity = SEVERITIES.find((known) => known === value);
            void navigate({
              search: ({ severity: _severity, after: _after, ...rest }) =>
                severity === undefined ? rest : { ...rest, severity },
            });
          }}
        />
      </FilterBar>
      <DataList
        label={t.title}
        rows={events.data?.items}
        keyOf={(event) => event.uuid}
        error={events.error}
        onRetry={() => void events.refetch()}
        isRefreshing={events.isPlaceholderData}
        columns={logColumns}
        paging={cursorPaging(search.after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
        empty={
          <EmptyState icon={<IconTimeline size={26} />} title={isFiltered ? t.noMatch : t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
    </Section>
  );
}
