import type { User } from "@lockstep/service-app/contract";
import { ErrorNotice, Facts, PageHeader, Section, SectionSkeleton, Timestamp } from "@lockstep/ui";
import { Alert, Badge, Grid, Group, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { canAdminister, useMe } from "../../api/session.ts";
import { userQuery } from "../../api/users.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { ActiveBadge } from "../../parts/user-columns.tsx";
import { EditProfile } from "./edit-profile.tsx";
import { UserAccess } from "./user-access.tsx";
import { UserOrganisations } from "./user-organisations.tsx";
import { UserRoles } from "./user-roles.tsx";
import { UserSessions } from "./user-sessions.tsx";

const route = getRouteApi("/signed-in/users/$userId");
const t = messages.user;

/** One user: profile, access, roles, organisations, groups. */
export function UserPage(): ReactNode {
  const { userId } = route.useParams();
  const user = useQuery(userQuery(userId));
  const isAdministrator = canAdminister(useMe());
  const crumbs = [{ label: messages.users.title, href: "/users" }];
  if (user.data === undefined) {
    return (
      <>
        <PageHeader title={messages.users.title} crumbs={crumbs} />
        {user.isError ? (
          <ErrorNotice title={t.failed} error={user.error} onRetry={() => void user.refetch()} />
        ) : (
          <SectionSkeleton lines={8} />
        )}
      </>
    );
  }
  const { data } = user;
  return (
    <>
      <PageHeader
        title={data.displayName}
        description={data.email}
        crumbs={crumbs}
        badge={<ActiveBadge isActive={data.active} />}
      />
      {data.provisioned && (
        <Alert variant="light" icon={<IconInfoCircle size={18} aria-hidden />} mb="lg">
          {t.provisionedWarning}
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <Section
              title={t.profile}
              actions={isAdministrator && <EditProfile key={data.lastModifiedAt} user={data} />}
            >
              <ProfileFacts user={data} />
            </Section>
            <UserOrganisations key={`${data.id} ${data.lastModifiedAt}`} user={data} canChange={isAdministrator} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <UserAccess user={data} canChange={isAdministrator} />
            {isAdministrator && <UserSessions user={data} />}
            <UserRoles key={data.roles.join()} user={data} canChange={isAdministrator} />
            <Section title={t.groups} description={t.groupsDetail}>
              {data.groups.length === 0 ? (
                <Text size="sm">{t.noGroups}</Text>
              ) : (
                <Stack gap={6}>
                  {data.groups.map((group) => (
                    <AnchorLink key={group.id} to="/groups/$groupId" params={{ groupId: group.id }} size="sm">
                      {group.displayName}
                    </AnchorLink>
                  ))}
                </Stack>
              )}
            </Section>
            {isAdministrator && (
              <Group gap="md">
                <AnchorLink to="/audit" search={{ subjectId: data.id }} size="sm">
                  {t.history}
                </AnchorLink>
                <AnchorLink to="/event-feed" search={{ resourceId: data.id }} size="sm">
                  {messages.events.title}
                </AnchorLink>
              </Group>
            )}
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function ProfileFacts({ user }: { user: User }): ReactNode {
  return (
    <Facts
      items={[
        { label: t.email, value: user.email },
        { label: t.givenName, value: user.givenName },
        { label: t.familyName, value: user.familyName },
        { label: t.titleField, value: user.title },
        { label: t.department, value: user.department },
        {
          label: t.manager,
          value:
            user.manager === null ? null : (
              <AnchorLink to="/users/$userId" params={{ userId: user.manager.id }} size="sm">
                {user.manager.displayName}
              </AnchorLink>
            ),
        },
        { label: t.locale, value: user.locale },
        {
          label: messages.users.source,
          value: (
            <Group gap={6}>
              <Badge variant="default">{user.provisioned ? messages.users.provisioned : messages.users.manual}</Badge>
            </Group>
          ),
        },
        { label: t.externalId, value: user.externalId === null ? null : <code>{user.externalId}</code> },
        { label: t.created, value: <Timestamp value={user.createdAt} /> },
        { label: t.modified, value: <Timestamp value={user.lastModifiedAt} /> },
      ]}
    />
  );
}
