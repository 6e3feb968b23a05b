import type { ImportedGroup } from "@lockstep/directory-app/contract";
import {
  atPage,
  cursorPaging,
  DataList,
  EmptyState,
  ErrorNotice,
  FilterBar,
  SearchBox,
  Section,
  Timestamp,
} from "@lockstep/ui";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appGroupMembersQuery, appGroupsFoundQuery } from "../../api/imports.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const route = getRouteApi("/signed-in/applications/$appId/import");
const t = messages.appGroupsFound;

/** The groups that the app has, as the last import found them. They are changed there, never here. */
export function AppGroupsFound({ appId }: { appId: string }): ReactNode {
  const { q, after } = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useQuery(
    appGroupsFoundQuery(appId, { ...(q === undefined ? {} : { q }), ...(after === undefined ? {} : { after }) }),
  );
  const [shown, show] = useState<ImportedGroup>();
  const next = groups.data?.next;
  return (
    <Section title={t.title} description={t.description} isFlush>
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
      </FilterBar>
      <DataList
        label={t.title}
        rows={groups.data?.items}
        keyOf={({ id }) => id}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        isRefreshing={groups.isPlaceholderData}
        columns={[
          {
            key: "name",
            header: messages.groups.name,
            render: (group) => (
              <div>
                <Text size="sm" fw={600}>
                  {group.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {group.description}
                </Text>
              </div>
            ),
          },
          {
            key: "members",
            header: t.members,
            width: 150,
            render: (group) =>
              group.members === null ? (
                t.membersUnknown
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t.memberCountOf(group.members, group.name)}
                  onClick={() => show(group)}
                >
                  {t.memberCount(group.members)}
                </Button>
              ),
          },
          { key: "changed", header: t.changed, width: 200, render: (group) => <Timestamp value={group.lastChanged} /> },
          { key: "seen", header: t.seen, width: 200, render: (group) => <Timestamp value={group.lastSeen} /> },
        ]}
        paging={cursorPaging(after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
        empty={
          <EmptyState icon={<IconUsersGroup size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      {shown !== undefined && <MembersDialog appId={appId} group={shown} onClose={() => show(undefined)} />}
    </Section>
  );
}

function MembersDialog(props: { appId: string; group: ImportedGroup; onClose: () => void }): ReactNode {
  const [after, setAfter] = useState<string>();
  const members = useQuery(appGroupMembersQuery(props.appId, props.group.id, after));
  const next = members.data?.next;
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t.membersOf(props.group.name)}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      <Stack gap="md">
        {members.isError && <ErrorNotice title={t.membersFailed} error={members.error} />}
        <DataList
          label={t.members}
          rows={members.data?.items}
          keyOf={({ kind, id }) => `${kind} ${id}`}
          columns={[
            {
              key: "name",
              header: messages.people.name,
              render: ({ display, id, person }) =>
                person === null ? (
                  (display ?? id)
                ) : (
                  <AnchorLink to="/people/$personId" params={{ personId: person.id }} size="sm">
                    {display ?? person.login}
                  </AnchorLink>
                ),
            },
            { key: "kind", header: t.kind, width: 140, render: ({ kind, person }) => t.kinds(kind, person !== null) },
          ]}
          paging={cursorPaging(after, next, setAfter)}
          empty={<Text size="sm">{t.noMembers}</Text>}
        />
      </Stack>
    </Modal>
  );
}
