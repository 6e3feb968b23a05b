import {
  atPage,
  type Column,
  cursorPaging,
  DataList,
  EmptyState,
  FilterBar,
  PageHeader,
  SearchBox,
} from "@lockstep/ui";
import { Button, Code, Paper, Text } from "@mantine/core";
import { IconFilterOff, IconPlus, IconWand } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type NamedRule, rulesQuery } from "../../api/rules.ts";
import { useRights } from "../../api/session.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { RuleBadge } from "./rule-badge.tsx";

const route = getRouteApi("/signed-in/group-rules");
const t = messages.groupRules;

const columns: readonly Column<NamedRule>[] = [
  {
    key: "name",
    header: t.name,
    render: (rule) => (
      <AnchorLink to="/group-rules/$ruleId" params={{ ruleId: rule.id }} fw={600} size="sm">
        {rule.name}
      </AnchorLink>
    ),
  },
  {
    key: "condition",
    header: t.condition,
    render: (rule) => (
      <Code fz={12} style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}>
        {rule.conditions.expression.value}
      </Code>
    ),
  },
  {
    key: "groups",
    header: t.groups,
    render: (rule) => (
      <Text size="sm">
        {rule.actions.assignUserToGroups.groupIds
          .map((id) => rule._embedded?.groupIdToGroupNameMap?.[id] ?? id)
          .join(", ")}
      </Text>
    ),
  },
  { key: "status", header: t.status, width: 190, render: (rule) => <RuleBadge rule={rule} /> },
];

/** Group rules with what they say and how far their pass over everybody has come. */
export function RulesPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { changesDirectory } = useRights();
  const rules = useQuery(rulesQuery(search));
  const next = rules.data?.next;
  const add = changesDirectory && (
    <ButtonLink to="/group-rules/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t.add}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={add} />
      <Paper style={{ overflow: "hidden" }}>
        <FilterBar label={t.filters}>
          <SearchBox
            label={t.search}
            value={search.q}
            onSearch={(q) => void navigate({ search: q === undefined ? {} : { q }, replace: true })}
          />
        </FilterBar>
        <DataList
          label={t.title}
          columns={columns}
          rows={rules.data?.items}
          keyOf={(rule) => rule.id}
          error={rules.error}
          onRetry={() => void rules.refetch()}
          isRefreshing={rules.isPlaceholderData}
          paging={cursorPaging(search.after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
          empty={
            search.q === undefined ? (
              <EmptyState icon={<IconWand size={26} />} title={t.none} actions={add}>
                {t.noneDetail}
              </EmptyState>
            ) : (
              <EmptyState
                icon={<IconFilterOff size={26} />}
                title={t.noMatch}
                actions={
                  <Button variant="default" onClick={() => void navigate({ search: {} })}>
                    {messages.actions.clearFilters}
                  </Button>
                }
              />
            )
          }
        />
      </Paper>
    </>
  );
}
