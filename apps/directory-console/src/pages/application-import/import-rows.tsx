import type { ImportRow } from "@lockstep/directory-app/contract";
import { atPage, cursorPaging, DataList, EmptyState, FilterBar, SearchBox, Section } from "@lockstep/ui";
import { Kbd, Select, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { importRowsQuery } from "../../api/imports.ts";
import { messages } from "../../messages.ts";
import { IMPORT_MATCHES, IMPORT_ROW_STATES } from "../../search-choices.ts";
import { choose, type Decision, decisionOf } from "./decisions.ts";
import { rowColumns } from "./row-columns.tsx";
import { RowMenu } from "./row-menu.tsx";
import { RowSelection } from "./row-selection.tsx";
import { useRowKeys } from "./use-row-keys.ts";

const route = getRouteApi("/signed-in/applications/$appId/import");
const t = messages.importRows;
const ALL = "ALL";

/** People that imports found: link, take as new, or ignore, one by one or many at once, with mouse or keyboard. */
export function ImportRows({ appId }: { appId: string }): ReactNode {
  const { state = "UNCONFIRMED", match, q, after } = route.useSearch();
  const navigate = route.useNavigate();
  const filters = {
    state,
    ...(match === undefined ? {} : { match }),
    ...(q === undefined ? {} : { q }),
    ...(after === undefined ? {} : { after }),
  };
  const rows = useQuery(importRowsQuery(appId, filters));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map());
  const list = useRef<HTMLDivElement>(null);
  const items = rows.data?.items;
  const decide = useCallback((row: ImportRow, decision: Decision) => {
    setDecisions((before) => new Map([...before, [row.externalId, decision]]));
    setTicked((before) => new Set([...before, row.externalId]));
  }, []);
  const chooseFor = useCallback(
    (row: ImportRow, action: Decision["action"]) => decide(row, choose(row, action)),
    [decide],
  );
  useRowKeys(list, state === "UNCONFIRMED" ? items : undefined, chooseFor);
  const next = rows.data?.next ?? undefined;
  const counts = rows.data?.counts;
  const filter = (change: Readonly<Record<string, unknown>>) => {
    setTicked(new Set());
    void navigate({ search: ({ after: _after, ...rest }) => ({ ...rest, ...change }) });
  };
  return (
    <Section title={t.title} description={t.description} isFlush actions={<RowMenu appId={appId} counts={counts} />}>
      <FilterBar label={t.filters}>
        <SearchBox label={t.search} value={q} onSearch={(text) => filter({ q: text })} />
        <Select
          aria-label={t.show}
          data={IMPORT_ROW_STATES.map((value) => ({ value, label: t.states[value] }))}
          value={state}
          onChange={(value) => filter({ state: value === "UNCONFIRMED" ? undefined : value })}
        />
        <Select
          aria-label={t.match}
          data={[
            { value: ALL, label: t.allMatches },
            ...IMPORT_MATCHES.map((value) => ({
              value,
              label: t.matchCount(t.matches[value], state === "UNCONFIRMED" ? counts?.unconfirmed[value] : undefined),
            })),
          ]}
          value={match ?? ALL}
          onChange={(value) => filter({ match: value === ALL ? undefined : value })}
        />
      </FilterBar>
      {state === "UNCONFIRMED" && (items ?? []).length > 0 && (
        <Text size="xs" c="dimmed" px="lg" pb="sm" visibleFrom="sm">
          <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> {t.keys.move} · <Kbd size="xs">L</Kbd> {t.actions.LINK} ·{" "}
          <Kbd size="xs">N</Kbd> {t.actions.NEW} · <Kbd size="xs">I</Kbd> {t.actions.IGNORE}
        </Text>
      )}
      <div ref={list}>
        <DataList<ImportRow>
          label={t.title}
          rows={items}
          keyOf={(row) => row.externalId}
          error={rows.error}
          onRetry={() => void rows.refetch()}
          isRefreshing={rows.isPlaceholderData}
          columns={rowColumns(state, { decisionOf: (row) => decisionOf(row, decisions), onDecide: decide })}
          selection={{
            keys: ticked,
            onChange: setTicked,
            labelOf: (row) => row.displayName,
            actions: (
              <RowSelection
                appId={appId}
                state={state}
                chosen={(items ?? []).filter((row) => ticked.has(row.externalId))}
                decisions={decisions}
                onDecide={(chosen, action) => {
                  for (const row of chosen) chooseFor(row, action);
                }}
                onDone={() => setTicked(new Set())}
              />
            ),
          }}
          paging={cursorPaging(after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
          empty={
            <EmptyState icon={<IconCircleCheck size={26} />} title={t.none[state]}>
              {t.noneDetail}
            </EmptyState>
          }
        />
      </div>
    </Section>
  );
}
