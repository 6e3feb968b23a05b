import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { type Column, DataList, EmptyState, PageHeader, Timestamp } from "@lockstep/ui";
import { Group, Paper, Text } from "@mantine/core";
import { IconApps, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appsQuery, progressQuery } from "../../api/apps.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { AppBadge } from "../../parts/app-badge.tsx";
import { AppIcon } from "../../parts/app-icon.tsx";

const t = messages.applications;

const columns: readonly Column<DirectoryApp>[] = [
  {
    key: "label",
    header: t.name,
    render: (app) => (
      <Group gap="sm" wrap="nowrap">
        <AppIcon label={app.label} />
        <div>
          <AnchorLink to="/applications/$appId" params={{ appId: app.id }} fw={600} size="sm">
            {app.label}
          </AnchorLink>
          <Text size="xs" c="dimmed">
            {app.settings.provisioning.dialect}
          </Text>
        </div>
      </Group>
    ),
  },
  { key: "status", header: t.status, width: 160, render: (app) => <AppBadge app={app} /> },
  { key: "progress", header: t.people, width: 220, render: (app) => <ProgressCell appId={app.id} /> },
  { key: "updated", header: t.updated, width: 190, render: (app) => <Timestamp value={app.lastUpdated} /> },
];

/** All apps with the state of their provisioning. */
export function ApplicationsPage(): ReactNode {
  const apps = useQuery(appsQuery);
  const add = (
    <ButtonLink to="/applications/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t.add}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={add} />
      <Paper style={{ overflow: "hidden" }}>
        <DataList
          label={t.title}
          columns={columns}
          rows={apps.data}
          keyOf={(app) => app.id}
          error={apps.error}
          onRetry={() => void apps.refetch()}
          empty={
            <EmptyState icon={<IconApps size={26} />} title={t.none} actions={add}>
              {t.noneDetail}
            </EmptyState>
          }
        />
      </Paper>
    </>
  );
}

function ProgressCell({ appId }: { appId: string }): ReactNode {
  const progress = useQuery(progressQuery(appId));
  if (progress.data === undefined) return "–";
  const { assigned, synchronized, pending, failed } = progress.data;
  return (
    <div>
      <Text size="sm">{t.inStep(synchronized, assigned)}</Text>
      {(pending > 0 || failed > 0) && (
        <Text size="xs" c="dimmed">
          {t.open(pending, failed)}
        </Text>
      )}
    </div>
  );
}
