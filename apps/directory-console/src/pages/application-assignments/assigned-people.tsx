import type { AppUser } from "@lockstep/directory-app/contract";
import { ConfirmAction, DataList, EmptyState, FilterBar, notifyDone, notifyFailed, SearchBox } from "@lockstep/ui";
import { Button } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appUsersQuery, provisionPerson, unassignPerson } from "../../api/assignments.ts";
import { messages } from "../../messages.ts";
import { appUserColumns } from "./app-user-columns.tsx";

const route = getRouteApi("/signed-in/applications/$appId/assignments");
const t = messages.assignments;

/** People who have the app, with the state of their account there. */
export function AssignedPeople({ appId, label }: { appId: string; label: string }): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const people = useQuery(appUsersQuery(appId, search));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [leaving, setLeaving] = useState<readonly AppUser[]>([]);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["app", appId] });
  const provision = useMutation({
    mutationFn: (appUser: AppUser) => provisionPerson(appId, appUser.id),
    onSuccess: async (_, appUser) => {
      await refresh();
      notifyDone(t.provisioned(appUser.person.displayName));
    },
    onError: (error, appUser) => notifyFailed(t.provisionFailed(appUser.person.displayName), error),
  });
  const next = people.data?.next;
  const removable = (people.data?.items ?? []).filter(({ id, scope }) => ticked.has(id) && scope === "USER");
  return (
    <>
      <FilterBar label={t.filters}>
        <SearchBox
          label={t.search}
          value={search.q}
          onSearch={(q) => void navigate({ search: q === undefined ? {} : { q }, replace: true })}
        />
      </FilterBar>
      <DataList
        label={t.viewLabels.people}
        rows={people.data?.items}
        keyOf={(appUser) => appUser.id}
        error={people.error}
        onRetry={() => void people.refetch()}
        isRefreshing={people.isPlaceholderData}
        columns={appUserColumns({
          onProvision: (appUser) => provision.mutate(appUser),
          onUnassign: (appUser) => setLeaving([appUser]),
          onPreview: (appUser) => void navigate({ search: (rest) => ({ ...rest, preview: appUser.id }) }),
        })}
        selection={{
          keys: ticked,
          onChange: setTicked,
          labelOf: (appUser) => appUser.person.displayName,
          actions: (
            <Button
              size="compact-sm"
              variant="default"
              disabled={removable.length === 0}
              onClick={() => setLeaving(removable)}
            >
              {t.unassignCount(removable.length)}
            </Button>
          ),
        }}
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
          <EmptyState icon={<IconUserPlus size={26} />} title={search.q === undefined ? t.none : t.noMatch}>
            {search.q === undefined ? t.noneDetail : t.noMatchDetail}
          </EmptyState>
        }
      />
      <ConfirmAction
        opened={leaving.length > 0}
        onClose={() => setLeaving([])}
        title={t.unassignQuestion(leaving, label)}
        consequences={t.unassignConsequences}
        confirmLabel={t.unassignCount(leaving.length)}
        onConfirm={async () => {
          try {
            for (const appUser of leaving) await unassignPerson(appId, appUser.id);
          } finally {
            setTicked(new Set());
            await refresh();
          }
        }}
      />
    </>
  );
}
