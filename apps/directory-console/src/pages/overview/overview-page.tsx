import {
  DataList,
  EmptyState,
  ErrorNotice,
  PageHeader,
  PageStack,
  Section,
  SectionSkeleton,
  StatTile,
} from "@lockstep/ui";
import { SimpleGrid } from "@mantine/core";
import { IconApps, IconListDetails, IconTimelineEvent, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { overviewQuery, useSession } from "../../api/session.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { logColumns } from "../../parts/log-columns.tsx";
import { GuideCard } from "./guide-card.tsx";
import { OverviewApps } from "./overview-apps.tsx";
import { OverviewTrends } from "./overview-trends.tsx";
import { StartCard } from "./start-card.tsx";

const route = getRouteApi("/signed-in/");
const t = messages.overview;
const ICON = { size: 18, stroke: 1.6, "aria-hidden": true } as const;

/** Counts, what waits for a person, and what happened last. */
export function OverviewPage(): ReactNode {
  const session = useSession();
  const overview = useQuery(overviewQuery);
  const counts = overview.data;
  const apps = useQuery(appsQuery);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t.title} description={t.welcome(session.name)} />
      <PageStack>
        {overview.isError && counts === undefined ? (
          <ErrorNotice title={t.failed} error={overview.error} onRetry={() => void overview.refetch()} />
        ) : (
          <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
            <StatTile
              label={t.people}
              value={counts?.people}
              detail={counts === undefined ? " " : t.activePeople(counts.activePeople)}
              href="/people"
              icon={<IconUser {...ICON} />}
            />
            <StatTile
              label={t.groups}
              value={counts?.groups}
              detail={t.groupsDetail}
              href="/groups"
              icon={<IconUsersGroup {...ICON} />}
            />
            <StatTile
              label={t.applications}
              value={counts?.apps}
              detail={counts === undefined ? " " : t.pendingWork(counts.pendingWork)}
              href="/applications"
              icon={<IconApps {...ICON} />}
            />
            <StatTile
              label={t.openTasks}
              value={counts?.openTasks}
              detail={counts === undefined ? " " : t.tasksDetail(counts.openTasks)}
              href="/tasks"
              icon={<IconListDetails {...ICON} />}
            />
          </SimpleGrid>
        )}
        {counts?.apps === 0 ? (
          <StartCard />
        ) : (
          <>
            {apps.isPending && <SectionSkeleton lines={2} />}
            {apps.data?.[0] !== undefined && <GuideCard app={apps.data[0]} />}
            <OverviewApps />
            <OverviewTrends
              days={search.days ?? "1"}
              onDays={(days) => void navigate({ search: days === "1" ? {} : { days }, replace: true })}
            />
          </>
        )}
        <Section
          title={t.recent}
          isFlush
          actions={
            <AnchorLink to="/system-log" size="sm">
              {t.wholeLog}
            </AnchorLink>
          }
        >
          <DataList
            label={t.recent}
            columns={logColumns}
            rows={counts?.recentEvents}
            keyOf={(event) => event.uuid}
            error={overview.error}
            empty={
              <EmptyState icon={<IconTimelineEvent size={26} />} title={t.nothing}>
                {t.nothingDetail}
              </EmptyState>
            }
          />
        </Section>
      </PageStack>
    </>
  );
}
