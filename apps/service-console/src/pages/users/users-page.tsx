import { DataList, EmptyState, FilterBar, PageHeader, SearchBox } from "@lockstep/ui";
import { Button, Paper, Select } from "@mantine/core";
import { IconFilterOff, IconPlus, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { organisationsQuery } from "../../api/organisations.ts";
import { PAGE_SIZE, usersQuery } from "../../api/users.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { userColumns } from "../../parts/user-columns.tsx";

const route = getRouteApi("/signed-in/users");
const t = messages.users;
const ALL = "all";

/** Users of the account with search, organisation and state as filters. */
export function UsersPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const users = useQuery(usersQuery(search));
  const organisations = useQuery(organisationsQuery);
  const isFiltered = search.q !== undefined || search.organisationId !== undefined || search.active !== undefined;
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        actions={
          <ButtonLink to="/users/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {messages.userNew.add}
          </ButtonLink>
        }
      />
      <Paper style={{ overflow: "hidden" }}>
        <FilterBar label={messages.actions.search}>
          <SearchBox
            label={t.searchLabel}
            value={search.q}
            onSearch={(q) =>
              void navigate({
                search: ({ q: _q, page: _page, ...rest }) => (q === undefined ? rest : { ...rest, q }),
                replace: true,
              })
            }
          />
          <Select
            aria-label={t.organisation}
            w={{ base: "100%", xs: 220 }}
            data={[
              { value: ALL, label: t.allOrganisations },
              ...(organisations.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={search.organisationId ?? ALL}
            onChange={(value) =>
              void navigate({
                search: ({ organisationId: _id, page: _page, ...rest }) =>
                  value === null || value === ALL ? rest : { ...rest, organisationId: value },
              })
            }
          />
          <Select
            aria-label={t.state}
            w={{ base: "100%", xs: 180 }}
            data={[
              { value: ALL, label: t.anyState },
              { value: "true", label: t.active },
              { value: "false", label: t.inactive },
            ]}
            value={search.active ?? ALL}
            onChange={(value) =>
              void navigate({
                search: ({ active: _active, page: _page, ...rest }) =>
                  value === "true" || value === "false" ? { ...rest, active: value } : rest,
              })
            }
          />
        </FilterBar>
        <DataList
          label={t.title}
          columns={userColumns}
          rows={users.data?.items}
          keyOf={(user) => user.id}
          error={users.error}
          onRetry={() => void users.refetch()}
          isRefreshing={users.isPlaceholderData}
          paging={
            users.data === undefined
              ? undefined
              : {
                  kind: "pages",
                  page: search.page ?? 1,
                  pageSize: PAGE_SIZE,
                  total: users.data.total,
                  onPage: (page) =>
                    void navigate({ search: ({ page: _page, ...rest }) => (page > 1 ? { ...rest, page } : rest) }),
                }
          }
          empty={
            isFiltered ? (
              <EmptyState
                icon={<IconFilterOff size={26} />}
                title={t.empty}
                actions={
                  <Button variant="default" onClick={() => void navigate({ search: {} })}>
                    {messages.actions.clear}
                  </Button>
                }
              >
                {t.emptyDetail}
              </EmptyState>
            ) : (
              <EmptyState
                icon={<IconUser size={26} />}
                title={t.none}
                actions={<ButtonLink to="/provisioning">{t.toProvisioning}</ButtonLink>}
              >
                {t.noneDetail}
              </EmptyState>
            )
          }
        />
      </Paper>
    </>
  );
}
