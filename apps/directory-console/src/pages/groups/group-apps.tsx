import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { ErrorNotice, Section } from "@lockstep/ui";
import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { groupAppsQuery } from "../../api/groups.ts";
import { pushGroupsQuery } from "../../api/push-groups.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PushBadge } from "../../parts/push-badge.tsx";

const t = messages.groupApps;

/** For each app: whether the group gives it to its people, and whether the group itself is pushed there. */
export function GroupApps({ groupId }: { groupId: string }): ReactNode {
  const apps = useQuery(appsQuery);
  const assigned = useQuery(groupAppsQuery(groupId));
  return (
    <Section title={t.title} description={t.description}>
      {apps.isError && <ErrorNotice title={t.failed} error={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.isPending && <Skeleton height={14} width="50%" aria-label={messages.loading} />}
      {apps.data?.length === 0 && <Text size="sm">{t.none}</Text>}
      <Stack gap="md">
        {apps.data?.map((app) => (
          <GroupApp
            key={app.id}
            app={app}
            groupId={groupId}
            isAssigned={assigned.data?.some(({ id }) => id === app.id) === true}
          />
        ))}
      </Stack>
    </Section>
  );
}

function GroupApp(props: { app: DirectoryApp; groupId: string; isAssigned: boolean }): ReactNode {
  const mappings = useQuery(pushGroupsQuery(props.app.id));
  const mapping = mappings.data?.find(({ sourceGroupId }) => sourceGroupId === props.groupId);
  const params = { appId: props.app.id };
  return (
    <div>
      <Text size="sm" fw={600}>
        {props.app.label}
      </Text>
      <Group gap="md" mt={4}>
        <AnchorLink to="/applications/$appId/assignments" params={params} search={{ view: "groups" }} size="sm">
          {props.isAssigned ? t.assigned : t.notAssigned}
        </AnchorLink>
        {mapping === undefined ? (
          <AnchorLink to="/applications/$appId/push-groups" params={params} size="sm">
            {t.notPushed}
          </AnchorLink>
        ) : (
          <AnchorLink
            to="/applications/$appId/push-groups"
            params={params}
            search={{ mapping: mapping.id }}
            size="sm"
            underline="never"
          >
            {t.push} <PushBadge mapping={mapping} />
          </AnchorLink>
        )}
      </Group>
    </div>
  );
}
