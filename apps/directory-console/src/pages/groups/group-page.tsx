import type { DirectoryGroup } from "@lockstep/directory-app/contract";
import {
  ConfirmAction,
  ErrorNotice,
  Facts,
  notifyDone,
  PageColumns,
  PageHeader,
  PageStack,
  Section,
  SectionSkeleton,
  Timestamp,
} from "@lockstep/ui";
import { Button, Grid, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { deleteGroup, groupQuery, updateGroup } from "../../api/groups.ts";
import { useRights } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { GroupApps } from "./group-apps.tsx";
import { GroupForm } from "./group-form.tsx";
import { GroupMembers } from "./group-members.tsx";

const route = getRouteApi("/signed-in/groups/$groupId");
const t = messages.group;

/** One group: its people, the apps that it is assigned to, and where it is pushed. */
export function GroupPage(): ReactNode {
  const { groupId } = route.useParams();
  const group = useQuery(groupQuery(groupId));
  const { changesDirectory } = useRights();
  const crumbs = [{ label: messages.groups.title, href: "/groups" }];
  if (group.data === undefined) {
    return (
      <>
        <PageHeader title={t.title} crumbs={crumbs} />
        {group.isError ? (
          <ErrorNotice title={t.failed} error={group.error} onRetry={() => void group.refetch()} />
        ) : (
          <SectionSkeleton lines={8} />
        )}
      </>
    );
  }
  const { data } = group;
  return (
    <>
      <PageHeader
        title={data.profile.name}
        description={data.profile.description}
        crumbs={crumbs}
        actions={changesDirectory && data.type === "OKTA_GROUP" && <GroupActions group={data} />}
      />
      <PageColumns>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <GroupMembers group={data} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <PageStack>
            <GroupApps groupId={groupId} />
            <Section title={messages.person.record}>
              <Facts
                items={[
                  { label: messages.groups.type, value: messages.groups.types[data.type] },
                  { label: messages.person.id, value: <code>{data.id}</code> },
                  { label: messages.person.created, value: <Timestamp value={data.created} /> },
                  { label: t.profileUpdated, value: <Timestamp value={data.lastUpdated} /> },
                  { label: t.membersUpdated, value: <Timestamp value={data.lastMembershipUpdated} /> },
                ]}
              />
            </Section>
          </PageStack>
        </Grid.Col>
      </PageColumns>
    </>
  );
}

function GroupActions({ group }: { group: DirectoryGroup }): ReactNode {
  const queryClient = useQueryClient();
  const navigate = route.useNavigate();
  const [isEditing, editing] = useDisclosure(false);
  const [isDeleting, deleting] = useDisclosure(false);
  const { name } = group.profile;
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={editing.open}>
        {messages.actions.edit}
      </Button>
      <Button
        variant="default"
        c="var(--tone-bad)"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={deleting.open}
      >
        {t.delete}
      </Button>
      <Modal
        opened={isEditing}
        onClose={editing.close}
        title={t.edit(name)}
        closeButtonProps={{ "aria-label": messages.actions.cancel }}
      >
        <GroupForm
          initial={group.profile}
          submitLabel={messages.actions.save}
          failedTitle={t.editFailed(name)}
          onSubmit={async (input) => {
            await updateGroup(group.id, input);
            await queryClient.invalidateQueries({ queryKey: ["group", group.id] });
            await queryClient.invalidateQueries({ queryKey: ["groups"] });
            notifyDone(t.edited(input.name));
            editing.close();
          }}
          cancel={
            <Button variant="default" onClick={editing.close}>
              {messages.actions.cancel}
            </Button>
          }
        />
      </Modal>
      <ConfirmAction
        opened={isDeleting}
        onClose={deleting.close}
        title={t.deleteQuestion(name, group._embedded?.stats.usersCount)}
        consequences={t.deleteConsequences}
        confirmLabel={t.deleteConfirm}
        onConfirm={async () => {
          await deleteGroup(group.id);
          await queryClient.invalidateQueries({ queryKey: ["groups"] });
          notifyDone(t.deleted(name));
          await navigate({ to: "/groups" });
        }}
      />
    </>
  );
}
