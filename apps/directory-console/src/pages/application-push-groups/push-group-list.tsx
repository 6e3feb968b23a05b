import type { BulkPush, BulkPushAction, PushGroup, PushGroupCounts } from "@lockstep/directory-app/contract";
import {
  atPage,
  cursorPaging,
  DataList,
  EmptyState,
  FilterBar,
  Notice,
  notifyDone,
  notifyFailed,
  SearchBox,
} from "@lockstep/ui";
import { Box, Button, Group, List, Select } from "@mantine/core";
import { IconRefresh, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { actOnPushGroup, actOnPushGroups, type PushGroupFilters, pushGroupListQuery } from "../../api/push-groups.ts";
import { messages } from "../../messages.ts";
import { PUSH_LISTS } from "../../search-choices.ts";
import { ClashDialog } from "./clash-dialog.tsx";
import { pushGroupColumns } from "./push-group-columns.tsx";
import { UnlinkDialog } from "./unlink-dialog.tsx";

const route = getRouteApi("/signed-in/applications/$appId/push-groups");
const t = messages.pushGroups;
const FILTERS: Readonly<Record<(typeof PUSH_LISTS)[number], PushGroupFilters>> = {
  all: {},
  byName: { by: "NAME" },
  byRule: { by: "RULE" },
  errors: { status: "ERROR" },
  inactive: { status: "INACTIVE" },
};
const BULK: readonly BulkPushAction[] = ["PUSH", "ACTIVATE", "DEACTIVATE", "RETRY"];

/** The push groups with their state, one by one and many at once. */
export function PushGroupList({ appId, label }: { appId: string; label: string }): ReactNode {
  const { list = "all", q, after } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const filters = { ...FILTERS[list], ...(q === undefined ? {} : { q }) };
  const pushes = useQuery(pushGroupListQuery(appId, { ...filters, ...(after === undefined ? {} : { after }) }));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [unlinking, unlink] = useState<readonly PushGroup[]>([]);
  const [clashing, resolve] = useState<PushGroup>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["app", appId] });
  const one = useMutation({
    mutationFn: (input: { push: PushGroup; action: Parameters<typeof actOnPushGroup>[2] }) =>
      actOnPushGroup(appId, input.push.id, input.action),
    onSuccess: async (_, { push, action }) => {
      await refresh();
      notifyDone(t.acted[action](push.groupName));
    },
    onError: (error, { push }) => notifyFailed(t.switchFailed(push.groupName), error),
  });
  const many = useMutation({
    mutationFn: (input: Omit<BulkPush, "after">) => actOnPushGroups(appId, input),
    onSuccess: async ({ done }) => {
      setTicked(new Set());
      await refresh();
      notifyDone(t.bulkDone(done));
    },
    onError: (error) => notifyFailed(t.bulkFailed, error),
  });
  const next = pushes.data?.next;
  const counts = pushes.data?.counts;
  return (
    <>
      <FilterBar label={t.filters}>
        <SearchBox
          label={t.search}
          value={q}
          onSearch={(text) =>
            void navigate({
              search: ({ q: _q, after: _after, ...rest }) => (text === undefined ? rest : { ...rest, q: text }),
              replace: true,
            })
          }
        />
        <Select
          aria-label={t.listFilter}
          data={PUSH_LISTS.map((value) => ({
            value,
            label: counts === undefined ? t.lists[value] : t.listCount(t.lists[value], countOf(counts, value)),
          }))}
          value={list}
          onChange={(value) => {
            const chosen = PUSH_LISTS.find((known) => known === value);
            void navigate({
              search: ({ list: _list, after: _after, ...rest }) =>
                chosen === undefined || chosen === "all" ? rest : { ...rest, list: chosen },
            });
          }}
        />
        {(counts?.error ?? 0) > 0 && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={many.isPending}
            onClick={() => many.mutate({ action: "RETRY", filter: { status: "ERROR" } })}
          >
            {t.retryAll(counts?.error ?? 0)}
          </Button>
        )}
      </FilterBar>
      <Refusals refusals={many.data?.refusals ?? []} />
      <DataList
        label={t.title}
        rows={pushes.data?.items}
        keyOf={(push) => push.id}
        error={pushes.error}
        onRetry={() => void pushes.refetch()}
        isRefreshing={pushes.isPlaceholderData}
        columns={pushGroupColumns({
          onResolve: resolve,
          onOpen: (push) => void navigate({ search: (rest) => ({ ...rest, mapping: push.id }) }),
          onUnlink: (push) => unlink([push]),
          onAct: (push, action) => one.mutate({ push, action }),
        })}
        selection={{
          keys: ticked,
          onChange: setTicked,
          labelOf: ({ groupName }) => groupName,
          actions: (
            <Group gap="xs">
              {BULK.map((action) => (
                <Button
                  key={action}
                  size="compact-sm"
                  variant="default"
                  loading={many.isPending && many.variables.action === action}
                  onClick={() => many.mutate({ action, ids: [...ticked] })}
                >
                  {t.bulk[action]}
                </Button>
              ))}
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => unlink((pushes.data?.items ?? []).filter(({ id }) => ticked.has(id)))}
              >
                {t.bulk.UNLINK}
              </Button>
            </Group>
          ),
        }}
        paging={cursorPaging(after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
        empty={
          <EmptyState
            icon={<IconUsersGroup size={26} />}
            title={list === "all" && q === undefined ? t.none : t.noMatch}
          >
            {t.noneDetail}
          </EmptyState>
        }
      />
      {unlinking.length > 0 && (
        <UnlinkDialog
          names={unlinking.map(({ groupName }) => groupName)}
          onClose={() => unlink([])}
          onUnlink={(input) => many.mutateAsync({ ...input, ids: unlinking.map(({ id }) => id) })}
        />
      )}
      {clashing !== undefined && (
        <ClashDialog appId={appId} label={label} push={clashing} onClose={() => resolve(undefined)} />
      )}
    </>
  );
}

function countOf(counts: PushGroupCounts, list: (typeof PUSH_LISTS)[number]): number {
  const { total, byName, byRule, error, inactive } = counts;
  return { all: total, byName, byRule, errors: error, inactive }[list];
}

function Refusals(props: { refusals: readonly { groupName: string | null; reason: string | null }[] }): ReactNode {
  if (props.refusals.length === 0) return null;
  return (
    <Box px="lg" pb="sm">
      <Notice tone="warning" title={t.refused(props.refusals.length)}>
        <List size="sm">
          {props.refusals.map(({ groupName, reason }) => (
            <List.Item key={groupName}>{t.refusal(groupName, reason)}</List.Item>
          ))}
        </List>
      </Notice>
    </Box>
  );
}
