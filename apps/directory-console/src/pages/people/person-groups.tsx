import type { DirectoryGroup } from "@lockstep/directory-app/contract";
import { ConfirmAction, ErrorNotice, notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { ActionIcon, Group, Skeleton, Stack, Text, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { addMember, removeMember } from "../../api/groups.ts";
import { personGroupsQuery } from "../../api/people.ts";
import { useRights } from "../../api/session.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { GroupPicker } from "../../parts/group-picker.tsx";

const t = messages.personGroups;

/** Groups of a person: add to one, take out of one. */
export function PersonGroups({ personId, name }: { personId: string; name: string }): ReactNode {
  const queryClient = useQueryClient();
  const { changesDirectory } = useRights();
  const groups = useQuery(personGroupsQuery(personId));
  const [leaving, setLeaving] = useState<DirectoryGroup>();
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["person", personId] }),
      queryClient.invalidateQueries({ queryKey: ["groups"] }),
    ]);
  const add = useMutation({
    mutationFn: (group: DirectoryGroup) => addMember(group.id, personId),
    onSuccess: async (_, group) => {
      await refresh();
      notifyDone(t.added(name, group.profile.name));
    },
    onError: (error, group) => notifyFailed(t.addFailed(name, group.profile.name), error),
  });
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="sm">
        {changesDirectory && (
          <GroupPicker
            label={t.add}
            exclude={groups.data?.map(({ id }) => id) ?? []}
            isBusy={add.isPending}
            onPick={(group) => add.mutate(group)}
          />
        )}
        {groups.isError && <ErrorNotice title={t.failed} error={groups.error} onRetry={() => void groups.refetch()} />}
        {groups.isPending && <Skeleton height={14} width="60%" aria-label={messages.loading} />}
        {groups.data?.length === 0 && <Text size="sm">{t.none}</Text>}
        <Stack gap={2}>
          {groups.data?.map((group) => (
            <Group key={group.id} justify="space-between" wrap="nowrap" mih={28}>
              <AnchorLink to="/groups/$groupId" params={{ groupId: group.id }} size="sm">
                {group.profile.name}
              </AnchorLink>
              {changesDirectory && group.type === "OKTA_GROUP" && (
                <Tooltip label={t.remove}>
                  <ActionIcon aria-label={t.removeFrom(name, group.profile.name)} onClick={() => setLeaving(group)}>
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              )}
            </Group>
          ))}
        </Stack>
      </Stack>
      <ConfirmAction
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={t.question(name, leaving?.profile.name ?? "")}
        consequences={t.consequences}
        confirmLabel={t.confirm}
        onConfirm={async () => {
          if (leaving === undefined) return;
          await removeMember(leaving.id, personId);
          await refresh();
        }}
      />
    </Section>
  );
}
