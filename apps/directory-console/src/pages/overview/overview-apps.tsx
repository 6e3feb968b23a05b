import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { ErrorNotice, Section } from "@lockstep/ui";
import { Group, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appsQuery, progressQuery } from "../../api/apps.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { AppBadge } from "../../parts/app-badge.tsx";
import { AppIcon } from "../../parts/app-icon.tsx";

const t = messages.overview;
const SHOWN_MAX = 5;

/** How far provisioning has come in each app. */
export function OverviewApps(): ReactNode {
  const apps = useQuery(appsQuery);
  return (
    <Section
      title={t.appsTitle}
      actions={
        <AnchorLink to="/applications" size="sm">
          {t.allApps}
        </AnchorLink>
      }
    >
      {apps.isError && <ErrorNotice title={t.appsFailed} error={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.isPending && <Skeleton height={36} aria-label={messages.loading} />}
      <Stack gap="lg">
        {apps.data?.slice(0, SHOWN_MAX).map((app) => (
          <AppRow key={app.id} app={app} />
        ))}
      </Stack>
    </Section>
  );
}

function AppRow({ app }: { app: DirectoryApp }): ReactNode {
  const progress = useQuery(progressQuery(app.id));
  const counts = progress.data;
  const share = (count: number) =>
    counts === undefined || counts.assigned === 0 ? 0 : (count / counts.assigned) * 100;
  return (
    <Group gap="md" wrap="nowrap" align="flex-start">
      <AppIcon label={app.label} size={40} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group justify="space-between" gap="xs" mb={6}>
          <Group gap="sm">
            <AnchorLink to="/applications/$appId" params={{ appId: app.id }} fw={600} size="sm">
              {app.label}
            </AnchorLink>
            <AppBadge app={app} />
          </Group>
          <Text size="sm" c="dimmed">
            {counts === undefined ? " " : t.appProgress(counts)}
          </Text>
        </Group>
        <Progress.Root size="sm" aria-hidden>
          <Progress.Section value={share(counts?.synchronized ?? 0)} aria-hidden />
          <Progress.Section value={share(counts?.pending ?? 0)} color="tide.3" aria-hidden />
          <Progress.Section value={share(counts?.failed ?? 0)} color="red.7" aria-hidden />
        </Progress.Root>
      </div>
    </Group>
  );
}
