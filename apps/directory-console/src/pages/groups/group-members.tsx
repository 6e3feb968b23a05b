import type { DirectoryGroup, DirectoryUser } from "@lockstep/directory-app/contract";
import {
  atPage,
  ConfirmAction,
  cursorPaging,
  DataList,
  EmptyState,
  notifyDone,
  notifyFailed,
  Section,
} from "@lockstep/ui";
import { ActionIcon, Box, Tooltip } from "@mantine/core";
import { IconUserPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { addMember, groupMembersQuery, removeMember } from "../../api/groups.ts";
import { personName, profileText } from "../../api/people.ts";
import { useRights } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { PersonName, PersonStatusBadge } from "../../parts/person-cells.tsx";
import { PersonPicker } from "../../parts/person-picker.tsx";

const route = getRouteApi("/signed-in/groups/$groupId");
const t = messages.groupMembers;

/** People of a group: add by name, take out with a question. */
export function GroupMembers({ group }: { group: DirectoryGroup }): ReactNode {
  const { after } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const members = useQuery(groupMembersQuery(group.id, after));
  const [leaving, setLeaving] = useState<DirectoryUser>();
  const { changesDirectory } = useRights();
  // Members of other kinds of groups are not chosen by hand.
  const isManaged = group.type !== "OKTA_GROUP" || !changesDirectory;
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["group", group.id] }),
      queryClient.invalidateQueries({ queryKey: ["groups"] }),
    ]);
  const add = useMutation({
    mutationFn: (person: DirectoryUser) => addMember(group.id, person.id),
    onSuccess: async (_, person) => {
      await refresh();
      notifyDone(t.added(personName(person), group.profile.name));
    },
    onError: (error, person) => notifyFailed(t.addFailed(personName(person), group.profile.name), error),
  });
  const next = members.data?.next;
  const leavingName = leaving === undefined ? "" : personName(leaving);
  return (
    <Section title={t.title(group._embedded?.stats.usersCount)} isFlush>
      {!isManaged && (
        <Box px="lg" pb="sm">
          <PersonPicker
            label={t.add}
            exclude={members.data?.items.map(({ id }) => id) ?? []}
            isBusy={add.isPending}
            onPick={(person) => add.mutate(person)}
          />
        </Box>
      )}
      <DataList
        label={messages.people.title}
        rows={members.data?.items}
        keyOf={(person) => person.id}
        error={members.error}
        onRetry={() => void members.refetch()}
        isRefreshing={members.isPlaceholderData}
        columns={[
          {
            key: "name",
            header: messages.people.name,
            render: (person) => (
              <PersonName id={person.id} name={personName(person)} login={profileText(person, "login")} />
            ),
          },
          {
            key: "status",
            header: messages.people.status,
            width: 140,
            render: (person) => <PersonStatusBadge status={person.status} />,
          },
          ...(isManaged
            ? []
            : [
                {
                  key: "remove",
                  header: t.remove,
                  isHeaderHidden: true,
                  align: "right" as const,
                  width: 60,
                  render: (person: DirectoryUser) => (
                    <Tooltip label={t.remove}>
                      <ActionIcon
                        aria-label={t.removeFrom(personName(person), group.profile.name)}
                        onClick={() => setLeaving(person)}
                      >
                        <IconX size={16} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                  ),
                },
              ]),
        ]}
        paging={cursorPaging(after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
        empty={
          <EmptyState icon={<IconUserPlus size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      <ConfirmAction
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={messages.personGroups.question(leavingName, group.profile.name)}
        consequences={messages.personGroups.consequences}
        confirmLabel={messages.personGroups.confirm}
        onConfirm={async () => {
          if (leaving === undefined) return;
          await removeMember(group.id, leaving.id);
          await refresh();
        }}
      />
    </Section>
  );
}
