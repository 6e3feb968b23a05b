import { ConfirmAction, DataList, EmptyState, notifyFailed, Timestamp } from "@lockstep/ui";
import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconUsersPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type AppGroup, appGroupsQuery, unassignGroup, updateAppGroup } from "../../api/assignments.ts";
import { groupQuery } from "../../api/groups.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { OrderButtons, reordered } from "../../parts/order-buttons.tsx";
import { EditGroupDialog } from "./edit-group-dialog.tsx";

const t = messages.assignments;

/** Groups that give the app to their people, the one that counts first on top. */
export function AssignedGroups({ appId, label }: { appId: string; label: string }): ReactNode {
  const queryClient = useQueryClient();
  const groups = useQuery(appGroupsQuery(appId));
  const [leaving, setLeaving] = useState<AppGroup>();
  const [editing, edit] = useState<AppGroup>();
  const items = groups.data ?? [];
  const move = useMove(appId);
  return (
    <>
      {items.length > 1 && (
        <Text size="sm" c="dimmed" px="lg" pb="sm">
          {t.priorityDetail}
        </Text>
      )}
      <DataList
        label={t.viewLabels.groups}
        rows={groups.data}
        keyOf={(group) => group.id}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        isRefreshing={move.isPending}
        columns={[
          {
            key: "priority",
            header: t.priority,
            width: 130,
            render: (group) => {
              const place = items.indexOf(group);
              return (
                <OrderButtons
                  name={nameOf(group)}
                  place={place}
                  count={items.length}
                  onMove={(to) => {
                    if (!move.isPending) move.mutate(reordered(items, place, to));
                  }}
                />
              );
            },
          },
          { key: "name", header: messages.groups.name, render: (group) => <GroupName group={group} /> },
          {
            key: "values",
            header: t.values,
            render: (group) => t.valueCount(Object.keys(group.profile).length),
          },
          {
            key: "updated",
            header: t.assignedAt,
            width: 190,
            render: (group) => <Timestamp value={group.lastUpdated} />,
          },
          {
            key: "actions",
            header: t.actions,
            isHeaderHidden: true,
            align: "right",
            width: 96,
            render: (group) => (
              <Group gap={4} justify="flex-end" wrap="nowrap">
                <Tooltip label={t.editValues}>
                  <ActionIcon aria-label={t.editGroup(nameOf(group))} onClick={() => edit(group)}>
                    <IconPencil size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label={t.unassign}>
                  <ActionIcon aria-label={t.unassignGroupLabel(nameOf(group))} onClick={() => setLeaving(group)}>
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </Group>
            ),
          },
        ]}
        empty={
          <EmptyState icon={<IconUsersPlus size={26} />} title={t.noGroups}>
            {t.noGroupsDetail}
          </EmptyState>
        }
      />
      {editing !== undefined && (
        <EditGroupDialog appId={appId} group={editing} name={nameOf(editing)} onClose={() => edit(undefined)} />
      )}
      <ConfirmAction
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={t.unassignGroupQuestion(leaving === undefined ? "" : nameOf(leaving), label)}
        consequences={t.unassignGroupConsequences}
        confirmLabel={t.unassignGroupConfirm}
        onConfirm={async () => {
          if (leaving === undefined) return;
          await unassignGroup(appId, leaving.id);
          await queryClient.invalidateQueries({ queryKey: ["app", appId] });
        }}
      />
    </>
  );
}

/** Stores an order: only groups whose place changes are written. */
function useMove(appId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (order: readonly AppGroup[]) => {
      for (const [priority, group] of order.entries()) {
        if (group.priority !== priority) await updateAppGroup(appId, group.id, { priority });
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["app", appId] }),
    onError: (error) => notifyFailed(t.moveFailed, error),
  });
}

function nameOf(group: AppGroup): string {
  return group._embedded?.group?.profile.name ?? group.id;
}

function GroupName({ group }: { group: AppGroup }): ReactNode {
  const embedded = group._embedded?.group;
  const read = useQuery({ ...groupQuery(group.id), enabled: embedded === undefined });
  return (
    <AnchorLink to="/groups/$groupId" params={{ groupId: group.id }} fw={600} size="sm">
      {embedded?.profile.name ?? read.data?.profile.name ?? group.id}
    </AnchorLink>
  );
}
