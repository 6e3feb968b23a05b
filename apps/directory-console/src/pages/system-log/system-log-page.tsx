import type { LogEvent } from "@lockstep/directory-app/contract";
import { DataList, EmptyState, FilterBar, PageHeader, SearchBox } from "@lockstep/ui";
import { ActionIcon, Button, Paper, Pill, Select, Tooltip } from "@mantine/core";
import { IconFilterOff, IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { logQuery } from "../../api/records.ts";
import { messages } from "../../messages.ts";
import { logColumns } from "../../parts/log-columns.tsx";
import { LOG_PERIODS, SEVERITIES } from "../../search-choices.ts";
import { EventDialog } from "./event-dialog.tsx";

const route = getRouteApi("/signed-in/system-log");
const t = messages.log;
const ANY = "any";
const AREAS = Object.keys(messages.log.areas) as (keyof typeof messages.log.areas)[];

/** The System Log, newest first, with filters that live in the URL. */
export function SystemLogPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const log = useQuery(logQuery(search));
  const [shown, show] = useState<LogEvent>();
  const next = log.data?.next;
  const set = (change: Partial<typeof search>, drop: readonly (keyof typeof search)[] = []) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...change }).filter(
            ([key]) => key !== "after" && !drop.includes(key as keyof typeof search),
          ),
        ),
    });
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <Paper style={{ overflow: "hidden" }}>
        <FilterBar label={t.filters}>
          <SearchBox
            label={t.search}
            value={search.q}
            onSearch={(q) => (q === undefined ? set({}, ["q"]) : set({ q }))}
          />
          <Select
            aria-label={t.severity}
            w={{ base: "100%", xs: 170 }}
            data={[
              { value: ANY, label: t.anySeverity },
              ...SEVERITIES.map((value) => ({ value, label: t.severities[value] })),
            ]}
            value={search.severity ?? ANY}
            onChange={(value) => {
              const severity = SEVERITIES.find((known) => known === value);
              if (severity === undefined) set({}, ["severity"]);
              else set({ severity });
            }}
          />
          <Select
            aria-label={t.area}
            w={{ base: "100%", xs: 230 }}
            data={[{ value: ANY, label: t.anyArea }, ...AREAS.map((value) => ({ value, label: t.areas[value] }))]}
            value={search.eventType ?? ANY}
            onChange={(value) => (value === null || value === ANY ? set({}, ["eventType"]) : set({ eventType: value }))}
          />
          <Select
            aria-label={t.period}
            w={{ base: "100%", xs: 150 }}
            data={LOG_PERIODS.map((value) => ({ value, label: t.periods[value] }))}
            value={search.days ?? "7"}
            onChange={(value) => {
              const days = LOG_PERIODS.find((known) => known === value);
              if (days === undefined || days === "7") set({}, ["days"]);
              else set({ days });
            }}
          />
          {search.target !== undefined && (
            <Pill
              withRemoveButton
              onRemove={() => set({}, ["target"])}
              removeButtonProps={{ "aria-label": t.clearTarget, "aria-hidden": false, tabIndex: 0 }}
            >
              {t.onlyTarget(search.target)}
            </Pill>
          )}
        </FilterBar>
        <DataList
          label={t.title}
          rows={log.data?.items}
          keyOf={(event) => event.uuid}
          error={log.error}
          onRetry={() => void log.refetch()}
          isRefreshing={log.isPlaceholderData}
          columns={[
            ...logColumns,
            {
              key: "details",
              header: t.details,
              isHeaderHidden: true,
              align: "right",
              width: 60,
              render: (event) => (
                <Tooltip label={t.details}>
                  <ActionIcon aria-label={t.detailsOf(event.displayMessage)} onClick={() => show(event)}>
                    <IconListDetails size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              ),
            },
          ]}
          paging={{
            kind: "cursor",
            onFirst:
              search.after === undefined
                ? undefined
                : () => void navigate({ search: ({ after: _after, ...rest }) => rest }),
            onNext:
              next === undefined || log.data?.items.length === 0
                ? undefined
                : () => void navigate({ search: (rest) => ({ ...rest, after: next }) }),
          }}
          empty={
            <EmptyState
              icon={<IconFilterOff size={26} />}
              title={t.noMatch}
              actions={
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  {messages.actions.clearFilters}
                </Button>
              }
            >
              {t.noMatchDetail}
            </EmptyState>
          }
        />
      </Paper>
      <EventDialog event={shown} onClose={() => show(undefined)} />
    </>
  );
}
