import type { AssignmentRow } from "@lockstep/directory-app/contract";
import {
  atPage,
  ConfirmAction,
  cursorPaging,
  DataList,
  EmptyState,
  FilterBar,
  notifyDone,
  notifyFailed,
  SearchBox,
} from "@lockstep/ui";
import { Button, Group, Select } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { assignmentsQuery, provisionPerson, unassignPerson } from "../../api/assignments.ts";
import { messages } from "../../messages.ts";
import { ASSIGNMENT_STATES } from "../../search-choices.ts";
import { assignmentColumns } from "./assignment-columns.tsx";
import { ConvertDialog } from "./convert-dialog.tsx";

const route = getRouteApi("/signed-in/applications/$appId/assignments");
const t = messages.assignments;
const ALL = "ALL";

/** People who have the app, with the state of their account there and what to do about it. */
export function AssignedPeople({ appId, label }: { appId: string; label: string }): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const people = useQuery(assignmentsQuery(appId, search));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [leaving, setLeaving] = useState<readonly AssignmentRow[]>([]);
  const [converting, convert] = useState<readonly string[]>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["app", appId] });
  const provision = useMutation({
    mutationFn: ({ person }: AssignmentRow) => provisionPerson(appId, person.id),
    onSuccess: async (_, { person }) => {
      await refresh();
      notifyDone(t.provisioned(person.displayName));
    },
    onError: (error, { person }) => notifyFailed(t.provisionFailed(person.displayName), error),
  });
  const next = people.data?.next;
  const isFiltered = search.q !== undefined || search.state !== undefined;
  const chosen = (people.data?.items ?? []).filter(({ person }) => ticked.has(person.id));
  const removable = chosen.filter(({ type }) => type === "INDIVIDUAL");
  const open = (what: "preview" | "edit" | "why") => (row: AssignmentRow) =>
    void navigate({ search: (rest) => ({ ...rest, [what]: row.person.id }) });
  return (
    <>
      <FilterBar label={t.filters}>
        <SearchBox
          label={t.search}
          value={search.q}
          onSearch={(q) =>
            void navigate({
              search: ({ q: _q, after: _after, ...rest }) => (q === undefined ? rest : { ...rest, q }),
              replace: true,
            })
          }
        />
        <Select
          aria-label={t.stateFilter}
          data={[
            { value: ALL, label: t.allStates },
            ...ASSIGNMENT_STATES.map((value) => ({ value, label: t.states[value].label })),
          ]}
          value={search.state ?? ALL}
          onChange={(value) => {
            const state = ASSIGNMENT_STATES.find((known) => known === value);
            void navigate({
              search: ({ state: _state, after: _after, ...rest }) => (state === undefined ? rest : { ...rest, state }),
            });
          }}
        />
      </FilterBar>
      <DataList
        label={t.viewLabels.people}
        rows={people.data?.items}
        keyOf={({ person }) => person.id}
        error={people.error}
        onRetry={() => void people.refetch()}
        isRefreshing={people.isPlaceholderData}
        columns={assignmentColumns({
          onProvision: (row) => provision.mutate(row),
          onUnassign: (row) => setLeaving([row]),
          onPreview: open("preview"),
          onEdit: open("edit"),
          onWhy: open("why"),
        })}
        selection={{
          keys: ticked,
          onChange: setTicked,
          labelOf: ({ person }) => person.displayName,
          actions: (
            <Group gap="xs">
              <Button size="compact-sm" variant="default" onClick={() => convert([...ticked])}>
                {messages.convert.chosen(ticked.size)}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                disabled={removable.length === 0}
                onClick={() => setLeaving(removable)}
              >
                {t.unassignCount(removable.length)}
              </Button>
            </Group>
          ),
        }}
        paging={cursorPaging(search.after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
        empty={
          <EmptyState icon={<IconUserPlus size={26} />} title={isFiltered ? t.noMatch : t.none}>
            {isFiltered ? t.noMatchDetail : t.noneDetail}
          </EmptyState>
        }
      />
      {converting !== undefined && (
        <ConvertDialog
          appId={appId}
          personIds={converting}
          onClose={() => {
            convert(undefined);
            setTicked(new Set());
          }}
        />
      )}
      <ConfirmAction
        opened={leaving.length > 0}
        onClose={() => setLeaving([])}
        title={t.unassignQuestion(
          leaving.map(({ person }) => person.displayName),
          label,
        )}
        consequences={t.unassignConsequences}
        confirmLabel={t.unassignCount(leaving.length)}
        onConfirm={async () => {
          try {
            for (const { person } of leaving) await unassignPerson(appId, person.id);
          } finally {
            setTicked(new Set());
            await refresh();
          }
        }}
      />
    </>
  );
}
