import type { LogEvent } from "@lockstep/directory-app/contract";
import { atPage, cursorPaging, DataList, EmptyState, PageHeader } from "@lockstep/ui";
import { ActionIcon, Box, Button, Group, Menu, Paper, Switch, Tooltip } from "@mantine/core";
import { IconDownload, IconFilterCode, IconFilterOff, IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type LogFilters, logExportUrl, logQuery } from "../../api/records.ts";
import { messages } from "../../messages.ts";
import { logColumns } from "../../parts/log-columns.tsx";
import { EventDialog } from "./event-dialog.tsx";
import { FilterExpression } from "./filter-expression.tsx";
import { type FilterChange, LogFilterBar } from "./log-filters.tsx";
import { SavedViews } from "./saved-views.tsx";

const route = getRouteApi("/signed-in/system-log");
const t = messages.log;
const tools = messages.logTools;

/** The System Log, newest first: filtered, searched by an expression, kept as a view, exported, followed live. All of it stands in the URL. */
export function SystemLogPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const log = useQuery(logQuery(search));
  const [shown, show] = useState<LogEvent>();
  const [isExpressing, setExpressing] = useState(search.filter !== undefined);
  const next = log.data?.next;
  const set = (change: FilterChange) =>
    void navigate({
      search: ({ after: _after, ...before }) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined)),
    });
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        actions={
          <>
            <SavedViews page="systemLog" search={kept(search)} onOpen={(view) => void navigate({ search: view })} />
            <ExportMenu search={search} />
          </>
        }
      />
      <Paper style={{ overflow: "hidden" }}>
        <LogFilterBar search={search} onChange={set} />
        <Group px="lg" pb="sm" justify="space-between">
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconFilterCode size={16} aria-hidden />}
            aria-expanded={isExpressing}
            onClick={() => {
              if (isExpressing) set({ filter: undefined });
              setExpressing(!isExpressing);
            }}
          >
            {isExpressing ? tools.hideFilter : tools.useFilter}
          </Button>
          <Tooltip label={tools.liveDetail}>
            <Box>
              <Switch
                size="sm"
                label={tools.live}
                checked={search.live === "shown"}
                onChange={(event) => set({ live: event.currentTarget.checked ? "shown" : undefined })}
              />
            </Box>
          </Tooltip>
        </Group>
        {isExpressing && (
          <FilterExpression
            key={search.filter ?? ""}
            value={search.filter}
            error={log.error}
            onApply={(filter) => set({ filter })}
          />
        )}
        <DataList
          label={t.title}
          rows={log.isError ? undefined : log.data?.items}
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
          paging={cursorPaging(
            search.after,
            log.data?.items.length === 0 ? undefined : next,
            (to) => void navigate({ search: (now) => atPage(now, to) }),
          )}
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

function ExportMenu({ search }: { search: LogFilters }): ReactNode {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {tools.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={logExportUrl(search, "csv")} download>
          {tools.exportCsv}
        </Menu.Item>
        <Menu.Item component="a" href={logExportUrl(search, "jsonl")} download>
          {tools.exportJsonl}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What of a search is worth keeping: not the place in the list. */
function kept({ after: _after, ...search }: LogFilters): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(search).map(([key, value]) => [key, String(value)]));
}
