import type { AppUser, DirectoryApp, DirectoryUser } from "@lockstep/directory-app/contract";
import { ErrorNotice, Section, Timestamp } from "@lockstep/ui";
import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { findAppUserQuery } from "../../api/assignments.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { AppUserBadge } from "../../parts/app-user-badge.tsx";

const t = messages.personApps;

/** Apps of a person with the state of their account there. */
export function PersonApps({ person }: { person: DirectoryUser }): ReactNode {
  const apps = useQuery(appsQuery);
  const found = useQueries({ queries: (apps.data ?? []).map((app) => findAppUserQuery(app.id, person)) });
  const failure = apps.error ?? found.find(({ isError }) => isError)?.error;
  const isPending = apps.isPending || found.some((query) => query.isPending);
  const assigned = (apps.data ?? []).flatMap((app, index) => {
    const appUser = found[index]?.data;
    return appUser === undefined || appUser === null ? [] : [{ app, appUser }];
  });
  return (
    <Section title={t.title} description={t.description}>
      {failure !== undefined && failure !== null && (
        <ErrorNotice title={t.failed} error={failure} onRetry={() => void apps.refetch()} />
      )}
      {isPending && <Skeleton height={14} width="50%" aria-label={messages.loading} />}
      {!isPending && assigned.length === 0 && !failure && <Text size="sm">{t.none}</Text>}
      <Stack gap="md">
        {assigned.map((row) => (
          <PersonApp key={row.app.id} {...row} />
        ))}
      </Stack>
    </Section>
  );
}

function PersonApp({ app, appUser }: { app: DirectoryApp; appUser: AppUser }): ReactNode {
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <AnchorLink
          to="/applications/$appId/assignments"
          params={{ appId: app.id }}
          search={{ q: appUser.person.login }}
          fw={600}
          size="sm"
        >
          {app.label}
        </AnchorLink>
        <Text size="xs" c="dimmed" component="div">
          {t.as(appUser.credentials.userName ?? "–")} ·{" "}
          {appUser.scope === "GROUP" ? messages.assignments.byGroup : messages.assignments.individually} ·{" "}
          <Timestamp value={appUser.lastSync} never={t.neverSent} />
        </Text>
        {appUser.error !== null && (
          <Text size="xs" c="var(--mantine-color-error)">
            {appUser.error}
          </Text>
        )}
      </div>
      <AppUserBadge appUser={appUser} />
    </Group>
  );
}
