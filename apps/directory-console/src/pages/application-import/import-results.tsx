import type { ImportResult } from "@lockstep/directory-app/contract";
import {
  Address,
  cursorPaging,
  DataList,
  EmptyState,
  FilterBar,
  SearchBox,
  Section,
  StatusBadge,
  type Tone,
} from "@lockstep/ui";
import { Button, Select, Text } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { importResultsQuery, resultsFile } from "../../api/imports.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { IMPORT_OUTCOMES } from "../../search-choices.ts";

const route = getRouteApi("/signed-in/applications/$appId/import");
const t = messages.importResults;
const ALL = "ALL";
const TONES: Readonly<Record<ImportResult["outcome"], Tone>> = {
  CREATED: "good",
  LINKED: "good",
  UPDATED: "good",
  WAITING: "warning",
  REMOVED: "neutral",
  SKIPPED: "neutral",
  FAILED: "bad",
};

/** What became of each account of one import, with a file of the same. */
export function ImportResults(props: { appId: string; runId: string; onClose: () => void }): ReactNode {
  const { appId, runId } = props;
  const { outcome } = route.useSearch();
  const navigate = route.useNavigate();
  const [q, setQ] = useState<string>();
  const [after, setAfter] = useState<string>();
  const filters = { ...(outcome === undefined ? {} : { outcome }), ...(q === undefined ? {} : { q }) };
  const results = useQuery(importResultsQuery(appId, runId, { ...filters, ...(after === undefined ? {} : { after }) }));
  const counts = results.data?.counts;
  const next = results.data?.next ?? undefined;
  const { difference } = results.data ?? {};
  return (
    <Section
      title={t.title}
      description={difference === null || difference === undefined ? t.description : t.difference(difference)}
      isFlush
      actions={
        <>
          <Button component="a" href={resultsFile(appId, runId, filters)} download size="xs" variant="default">
            {t.download}
          </Button>
          <Button size="xs" variant="default" onClick={props.onClose}>
            {t.close}
          </Button>
        </>
      }
    >
      <FilterBar label={t.filters}>
        <SearchBox
          label={t.search}
          value={q}
          onSearch={(text) => {
            setAfter(undefined);
            setQ(text);
          }}
        />
        <Select
          aria-label={t.outcome}
          data={[
            { value: ALL, label: t.all },
            ...IMPORT_OUTCOMES.map((value) => ({ value, label: t.count(t.outcomes[value], counts?.[value]) })),
          ]}
          value={outcome ?? ALL}
          onChange={(value) => {
            const chosen = IMPORT_OUTCOMES.find((known) => known === value);
            setAfter(undefined);
            void navigate({
              search: ({ outcome: _outcome, ...rest }) => (chosen === undefined ? rest : { ...rest, outcome: chosen }),
            });
          }}
        />
      </FilterBar>
      <DataList
        label={t.title}
        rows={results.data?.items}
        keyOf={({ externalId }) => externalId}
        error={results.error}
        onRetry={() => void results.refetch()}
        isRefreshing={results.isPlaceholderData}
        columns={[
          { key: "userName", header: messages.assignments.userName, render: (row) => <Address value={row.userName} /> },
          {
            key: "outcome",
            header: t.outcome,
            render: (row) => <StatusBadge tone={TONES[row.outcome]} label={t.outcomes[row.outcome]} />,
          },
          {
            key: "person",
            header: messages.assignments.person,
            render: ({ person }) =>
              person === null ? (
                "–"
              ) : (
                <AnchorLink to="/people/$personId" params={{ personId: person.id }} size="sm">
                  {person.login}
                </AnchorLink>
              ),
          },
          {
            key: "reason",
            header: t.reason,
            render: (row) => (
              <div>
                <Text size="sm">{row.reason}</Text>
                {row.changes.length > 0 && (
                  <Text size="xs" c="dimmed">
                    {t.changes(row.changes)}
                  </Text>
                )}
              </div>
            ),
          },
        ]}
        paging={cursorPaging(after, next, setAfter)}
        empty={
          <EmptyState icon={<IconListDetails size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
    </Section>
  );
}
