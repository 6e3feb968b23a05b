import type { DirectoryUser } from "@lockstep/directory-app/contract";
import {
  Address,
  type Column,
  DataList,
  EmptyState,
  FilterBar,
  PageHeader,
  SearchBox,
  type Sort,
  Timestamp,
} from "@lockstep/ui";
import { Button, Paper, Select } from "@mantine/core";
import { IconFileImport, IconFilterOff, IconPlus, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { peopleQuery, personName, profileText } from "../../api/people.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PersonName, PersonStatusBadge } from "../../parts/person-cells.tsx";
import { PERSON_STATUSES } from "../../search-choices.ts";

const route = getRouteApi("/signed-in/people");
const t = messages.people;
const ANY = "ANY";

const columns: readonly Column<DirectoryUser>[] = [
  {
    key: "name",
    header: t.name,
    isSortable: true,
    render: (person) => <PersonName id={person.id} name={personName(person)} login={profileText(person, "login")} />,
  },
  {
    key: "email",
    header: t.email,
    isSortable: true,
    render: (person) => <Address value={profileText(person, "email")} />,
  },
  {
    key: "department",
    header: t.department,
    isSortable: true,
    render: (person) => profileText(person, "department") || "–",
  },
  {
    key: "status",
    header: t.status,
    isSortable: true,
    width: 150,
    render: (person) => <PersonStatusBadge status={person.status} />,
  },
  {
    key: "updated",
    header: t.updated,
    isSortable: true,
    width: 190,
    render: (person) => <Timestamp value={person.lastUpdated} />,
  },
];

/** Everyone in the directory, with search and status as filters. */
export function PeoplePage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const people = useQuery(peopleQuery(search));
  const isFiltered = search.q !== undefined || search.status !== undefined;
  const next = people.data?.next;
  const actions = (
    <>
      <ButtonLink to="/people/import" variant="default" leftSection={<IconFileImport size={16} aria-hidden />}>
        {t.importCsv}
      </ButtonLink>
      <ButtonLink to="/people/new" leftSection={<IconPlus size={16} aria-hidden />}>
        {t.add}
      </ButtonLink>
    </>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={actions} />
      <Paper style={{ overflow: "hidden" }}>
        <FilterBar label={t.filters}>
          <SearchBox
            label={t.searchLabel}
            value={search.q}
            onSearch={(q) =>
              void navigate({
                search: ({ after: _after, q: _q, ...rest }) => (q === undefined ? rest : { ...rest, q }),
                replace: true,
              })
            }
          />
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
            onChange={(value) => {
              const status = PERSON_STATUSES.find((known) => known === value);
              void navigate({
                search: ({ after: _after, status: _status, ...rest }) =>
                  status === undefined ? rest : { ...rest, status },
              });
            }}
          />
        </FilterBar>
        <DataList
          label={t.title}
          columns={columns}
          rows={people.data?.items}
          keyOf={(person) => person.id}
          error={people.error}
          onRetry={() => void people.refetch()}
          isRefreshing={people.isPlaceholderData}
          sort={readSort(search.sort)}
          onSort={({ key, direction }) =>
            void navigate({
              search: ({ after: _after, ...rest }) => ({ ...rest, sort: direction === "desc" ? `-${key}` : key }),
            })
          }
          paging={{
            kind: "cursor",
            onFirst:
              search.after === undefined
                ? undefined
                : () => void navigate({ search: ({ after: _after, ...rest }) => rest }),
            onNext:
              next === undefined ? undefined : () => void navigate({ search: (rest) => ({ ...rest, after: next }) }),
          }}
          empty={
            isFiltered ? (
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
            ) : (
              <EmptyState icon={<IconUser size={26} />} title={t.none} actions={actions}>
                {t.noneDetail}
              </EmptyState>
            )
          }
        />
      </Paper>
    </>
  );
}

/** The order that the URL names; by name when it names none. */
function readSort(sort: string | undefined): Sort {
  if (sort === undefined) return { key: "name", direction: "asc" };
  return sort.startsWith("-") ? { key: sort.slice(1), direction: "desc" } : { key: sort, direction: "asc" };
}
