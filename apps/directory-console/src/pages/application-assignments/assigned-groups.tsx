import { ConfirmAction, DataList, EmptyState, Timestamp } from "@lockstep/ui";
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconUsersPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type AppGroup, appGroupsQuery, unassignGroup } from "../../api/assignments.ts";
import { groupQuery } from "../../api/groups.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.assignments;

/** Groups that give the app to their people. */
export function AssignedGroups({ appId, label }: { appId: string; label: string }): ReactNode {
  const queryClient = useQueryClient();
  const groups = useQuery(appGroupsQuery(appId));
  const [leaving, setLeaving] = useState<AppGroup>();
  return (
    <>
      <DataList
        label={t.viewLabels.groups}
        rows={groups.data}
        keyOf={(group) => group.id}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        columns={[
          { key: "name", header: messages.groups.name, render: (group) => <GroupName group={group} /> },
          {
            key: "updated",
            header: t.assignedAt,
            width: 200,
            render: (group) => <Timestamp value={group.lastUpdated} />,
          },
          {
            key: "actions",
            header: t.actions,
            isHeaderHidden: true,
            align: "right",
            width: 70,
            render: (group) => (
              <Tooltip label={t.unassign}>
                <ActionIcon aria-label={t.unassignGroupLabel(nameOf(group))} onClick={() => setLeaving(group)}>
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            ),
          },
        ]}
        empty={
          <EmptyState icon={<IconUsersPlus size={26} />} title={t.noGroups}>
            {t.noGroupsDetail}
          </EmptyState>
        }
      />
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
