import { EmptyState, EndlessList, FilterBar, PageHeader, SearchBox, type Sort } from "@lockstep/ui";
import { Button, Paper, Pill, Select } from "@mantine/core";
import { IconFileImport, IconFilterOff, IconPlus, IconUser } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { peopleQuery } from "../../api/people.ts";
import { columnsParam, type PeopleFilters, shownColumns } from "../../api/people-search.ts";
import { useRights } from "../../api/session.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PERSON_STATUSES } from "../../search-choices.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { columnsOf } from "./people-columns.tsx";

const route = getRouteApi("/signed-in/people");
const t = messages.people;
const ANY = "ANY";

/** Everyone in the directory: found, filtered, ordered, in the columns that were chosen; all of it stands in the URL. */
export function PeoplePage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const people = useInfiniteQuery(peopleQuery(search));
  const { changesDirectory } = useRights();
  const [first] = people.data?.pages ?? [];
  const keys = shownColumns(search.columns);
  const set = (change: { readonly [Key in keyof PeopleFilters]?: PeopleFilters[Key] | undefined }, replace = false) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined)),
      replace,
    });
  const actions = changesDirectory && <AddActions />;
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={actions} />
      <Paper style={{ overflow: "hidden" }}>
        <FilterBar label={t.filters}>
          <SearchBox label={t.searchLabel} value={search.q} onSearch={(q) => set({ q }, true)} />
          <Select
            aria-label={t.status}
            w={{ base: "100%", xs: 220 }}
            data={[
              { value: ANY, label: t.anyStatus },
              ...PERSON_STATUSES.map((status) => ({
                value: status,
                label: status === "ALL" ? t.everyone : messages.personStatus[status].label,
              })),
            ]}
            value={search.status ?? ANY}
            onChange={(value) => set({ status: PERSON_STATUSES.find((known) => known === value) })}
          />
          <ColumnMenu shown={keys} onChange={(chosen) => set({ columns: columnsParam(chosen) }, true)} />
          {search.department !== undefined && (
            <Pill
              withRemoveButton
              onRemove={() => set({ department: undefined })}
              removeButtonProps={{
                "aria-label": messages.peopleList.clearDepartment,
                "aria-hidden": false,
                tabIndex: 0,
              }}
            >
              {messages.peopleList.departmentOnly(search.department)}
            </Pill>
          )}
        </FilterBar>
        <EndlessList
          label={t.title}
          columns={columnsOf(keys)}
          pages={people.data?.pages.map((page) => page.items)}
          keyOf={(person) => person.id}
          error={people.error}
          onRetry={() => void (people.isFetchNextPageError ? people.fetchNextPage() : people.refetch())}
          isRefreshing={people.isPlaceholderData}
          sort={readSort(search.sort)}
          onSort={({ key, direction }) => set({ sort: direction === "desc" ? `-${key}` : key })}
          hasMore={people.hasNextPage}
          isLoadingMore={people.isFetchingNextPage}
          onMore={() => void people.fetchNextPage()}
          footer={first === undefined ? undefined : messages.peopleList.total(first.total, first.isTotalCapped)}
          empty={<Nobody isFiltered={isFiltered(search)} onClear={() => void navigate({ search: {} })} />}
        />
      </Paper>
    </>
  );
}

function AddActions(): ReactNode {
  return (
    <>
      <ButtonLink to="/people/import" variant="default" leftSection={<IconFileImport size={16} aria-hidden />}>
        {t.importCsv}
      </ButtonLink>
      <ButtonLink to="/people/new" leftSection={<IconPlus size={16} aria-hidden />}>
        {t.add}
      </ButtonLink>
    </>
  );
}

function Nobody({ isFiltered: filtered, onClear }: { isFiltered: boolean; onClear: () => void }): ReactNode {
  const { changesDirectory } = useRights();
  if (!filtered) {
    return (
      <EmptyState icon={<IconUser size={26} />} title={t.none} actions={changesDirectory && <AddActions />}>
        {t.noneDetail}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconFilterOff size={26} />}
      title={t.noMatch}
      actions={
        <Button variant="default" onClick={onClear}>
          {messages.actions.clearFilters}
        </Button>
      }
    >
      {t.noMatchDetail}
    </EmptyState>
  );
}

function isFiltered({ q, status, department }: PeopleFilters): boolean {
  return q !== undefined || status !== undefined || department !== undefined;
}

/** The order that the URL names; by name when it names none. */
function readSort(sort: string | undefined): Sort {
  if (sort === undefined) return { key: "name", direction: "asc" };
  return sort.startsWith("-") ? { key: sort.slice(1), direction: "desc" } : { key: sort, direction: "asc" };
}
