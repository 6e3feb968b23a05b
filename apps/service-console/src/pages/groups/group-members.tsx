import type { GroupDetail } from "@lockstep/service-app/contract";
import { type Column, ConfirmAction, DataList, EmptyState, notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { Box, Button } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { changeMembers } from "../../api/groups.ts";
import { groupQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";
import { ActiveBadge, UserName } from "../../parts/user-columns.tsx";
import { UserPicker } from "../../parts/user-picker.tsx";

const t = messages.groups;
type Member = GroupDetail["members"][number];

const columns: readonly Column<Member>[] = [
  { key: "name", header: messages.users.name, render: (member) => <UserName {...member} /> },
  {
    key: "active",
    header: messages.users.state,
    width: 140,
    render: (member) => <ActiveBadge isActive={member.active} />,
  },
];

/** Members: add one, remove those that are ticked. */
export function GroupMembers({ group }: { group: GroupDetail }): ReactNode {
  const queryClient = useQueryClient();
  const [ticked, tick] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, ask] = useState(false);
  const change = useMutation({
    mutationFn: (members: { readonly add?: readonly string[]; readonly remove?: readonly string[] }) =>
      changeMembers(group.id, members),
    onSuccess: async (changed) => {
      queryClient.setQueryData(groupQuery(group.id).queryKey, changed);
      await Promise.all(["groups", "user"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Section title={t.members} isFlush>
      <Box px="lg" pb="md" maw={560}>
        <UserPicker
          label={t.addMember}
          except={new Set(group.members.map(({ id }) => id))}
          isDisabled={change.isPending}
          onPick={(user) =>
            change.mutate(
              { add: [user.id] },
              {
                onSuccess: () => notifyDone(t.memberAdded(user.displayName)),
                onError: (error) => notifyFailed(t.changeFailed(group.displayName), error),
              },
            )
          }
        />
      </Box>
      <DataList
        label={t.members}
        columns={columns}
        rows={group.members}
        keyOf={(member) => member.id}
        selection={{
          keys: ticked,
          onChange: tick,
          labelOf: (member) => member.displayName,
          actions: (
            <Button size="xs" variant="default" onClick={() => ask(true)}>
              {t.removeMembers(ticked.size)}
            </Button>
          ),
        }}
        empty={
          <EmptyState icon={<IconUser size={26} />} title={t.noMembers}>
            {t.noMembersDetail}
          </EmptyState>
        }
      />
      <ConfirmAction
        opened={isAsking}
        onClose={() => ask(false)}
        title={t.removeMembersTitle(ticked.size, group.displayName)}
        consequences={t.removeMembersConsequences}
        confirmLabel={t.removeMembers(ticked.size)}
        onConfirm={async () => {
          await change.mutateAsync({ remove: [...ticked] });
          notifyDone(t.membersRemoved(ticked.size, group.displayName));
          tick(new Set());
        }}
      />
    </Section>
  );
}
