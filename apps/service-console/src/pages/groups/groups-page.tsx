import type { Group } from "@lockstep/service-app/contract";
import {
  type Column,
  DataList,
  EmptyState,
  FilterBar,
  notifyDone,
  PageHeader,
  SearchBox,
  Timestamp,
} from "@lockstep/ui";
import { Button, Paper } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { createGroup } from "../../api/groups.ts";
import { groupsQuery, PAGE_SIZE } from "../../api/users.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { NameDialog } from "../../parts/name-dialog.tsx";

const route = getRouteApi("/signed-in/groups");
const t = messages.groups;

const columns: readonly Column<Group>[] = [
  {
    key: "name",
    header: t.name,
    render: (group) => (
      <AnchorLink to="/groups/$groupId" params={{ groupId: group.id }} fw={600} size="sm">
        {group.displayName}
      </AnchorLink>
    ),
  },
  { key: "members", header: t.members, width: 140, render: (group) => t.memberCount(group.memberCount) },
  { key: "changed", header: t.changed, width: 210, render: (group) => <Timestamp value={group.lastModifiedAt} /> },
];

/** Groups of the account. */
export function GroupsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { add: _add, ...filters } = search;
  const queryClient = useQueryClient();
  const groups = useQuery(groupsQuery(filters));
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        actions={
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => void navigate({ search: (rest) => ({ ...rest, add: "group" as const }) })}
          >
            {t.add}
          </Button>
        }
      />
      <Paper style={{ overflow: "hidden" }}>
        <FilterBar label={messages.actions.search}>
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
          paging={
            groups.data === undefined
              ? undefined
              : {
                  kind: "pages",
                  page: search.page ?? 1,
                  pageSize: PAGE_SIZE,
                  total: groups.data.total,
                  onPage: (page) =>
                    void navigate({ search: ({ page: _page, ...rest }) => (page > 1 ? { ...rest, page } : rest) }),
                }
          }
          empty={
            <EmptyState
              icon={<IconUsersGroup size={26} />}
              title={search.q === undefined ? t.none : t.empty}
              {...(search.q === undefined
                ? { actions: <ButtonLink to="/provisioning">{messages.users.toProvisioning}</ButtonLink> }
                : {})}
            >
              {search.q === undefined ? t.noneDetail : t.emptyDetail}
            </EmptyState>
          }
        />
      </Paper>
      <NameDialog
        opened={search.add !== undefined}
        title={t.add}
        label={t.name}
        description={t.nameDetail}
        missing={t.nameMissing}
        submitLabel={t.add}
        failedTitle={t.addFailed}
        onClose={() => void navigate({ search: ({ add: _add, ...rest }) => rest })}
        onSubmit={async (name) => {
          const group = await createGroup(name);
          await queryClient.invalidateQueries({ queryKey: ["groups"] });
          notifyDone(t.added(group.displayName));
          await navigate({ to: "/groups/$groupId", params: { groupId: group.id }, search: {} });
        }}
      />
    </>
  );
}
