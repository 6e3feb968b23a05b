import type { DirectoryGroup } from "@lockstep/directory-app/contract";
import {
  atPage,
  type Column,
  cursorPaging,
  DataList,
  EmptyState,
  FilterBar,
  formatNumber,
  PageHeader,
  SearchBox,
  Timestamp,
} from "@lockstep/ui";
import { Button, Paper, Text } from "@mantine/core";
import { IconFilterOff, IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { groupsQuery } from "../../api/groups.ts";
import { useRights } from "../../api/session.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const route = getRouteApi("/signed-in/groups");
const t = messages.groups;

const columns: readonly Column<DirectoryGroup>[] = [
  {
    key: "name",
    header: t.name,
    render: (group) => (
      <div>
        <AnchorLink to="/groups/$groupId" params={{ groupId: group.id }} fw={600} size="sm">
          {group.profile.name}
        </AnchorLink>
        <Text size="xs" c="dimmed">
          {group.profile.description}
        </Text>
      </div>
    ),
  },
  {
    key: "people",
    header: t.people,
    width: 120,
    render: (group) => (group._embedded === undefined ? "–" : formatNumber(group._embedded.stats.usersCount)),
  },
  { key: "type", header: t.type, width: 170, render: (group) => t.types[group.type] },
  {
    key: "updated",
    header: t.updated,
    width: 190,
    render: (group) => <Timestamp value={group.lastMembershipUpdated} />,
  },
];

/** All groups, with search. */
export function GroupsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useQuery(groupsQuery(search));
  const next = groups.data?.next;
  const { changesDirectory } = useRights();
  const create = changesDirectory && (
    <ButtonLink to="/groups/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t.add}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={create} />
      <Paper style={{ overflow: "hidden" }}>
        <FilterBar label={t.filters}>
          <SearchBox
            label={t.searchLabel}
            value={search.q}
            onSearch={(q) => void navigate({ search: q === undefined ? {} : { q }, replace: true })}
          />
        </FilterBar>
        <DataList
          label={t.title}
          columns={columns}
          rows={groups.data?.items}
          keyOf={(group) => group.id}
          error={groups.error}
          onRetry={() => void groups.refetch()}
          isRefreshing={groups.isPlaceholderData}
          paging={cursorPaging(search.after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
          empty={
            search.q === undefined ? (
              <EmptyState icon={<IconUsersGroup size={26} />} title={t.none} actions={create}>
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
              >
                {t.noMatchDetail}
              </EmptyState>
            )
          }
        />
      </Paper>
    </>
  );
}
