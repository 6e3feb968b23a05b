import { ErrorNotice, Section, Timestamp } from "@lockstep/ui";
import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appUserQuery } from "../../api/assignments.ts";
import { type AppLink, personAppsQuery } from "../../api/people.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { AppUserBadge } from "../../parts/app-user-badge.tsx";

const t = messages.personApps;

/** Apps of a person with the state of their account there. */
export function PersonApps({ personId }: { personId: string }): ReactNode {
  const apps = useQuery(personAppsQuery(personId));
  return (
    <Section title={t.title} description={t.description}>
      {apps.isError && <ErrorNotice title={t.failed} error={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.isPending && <Skeleton height={14} width="50%" aria-label={messages.loading} />}
      {apps.data?.length === 0 && <Text size="sm">{t.none}</Text>}
      <Stack gap="md">
        {apps.data?.map((app) => (
          <PersonApp key={app.appInstanceId} app={app} personId={personId} />
        ))}
      </Stack>
    </Section>
  );
}

function PersonApp({ app, personId }: { app: AppLink; personId: string }): ReactNode {
  const appUser = useQuery(appUserQuery(app.appInstanceId, personId));
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <AnchorLink
          to="/applications/$appId/assignments"
          params={{ appId: app.appInstanceId }}
          search={{ preview: personId }}
          fw={600}
          size="sm"
        >
          {app.label}
        </AnchorLink>
        <Text size="xs" c="dimmed" component="div">
          {appUser.data === undefined ? (
            " "
          ) : (
            <>
              {t.as(appUser.data.credentials.userName ?? "–")} ·{" "}
              {appUser.data.scope === "GROUP" ? messages.assignments.byGroup : messages.assignments.individually} ·{" "}
              <Timestamp value={appUser.data.lastSync} never={t.neverSent} />
            </>
          )}
        </Text>
        {appUser.data?.error !== undefined && appUser.data.error !== null && (
          <Text size="xs" c="var(--mantine-color-error)">
            {appUser.data.error}
          </Text>
        )}
      </div>
      {appUser.data !== undefined && <AppUserBadge appUser={appUser.data} />}
    </Group>
  );
}
