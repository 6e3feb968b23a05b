import type { Timeline as TimelineData } from "@lockstep/directory-app/contract";
import { EmptyState, ErrorNotice, FilterBar, PageHeader, PageStack, SectionSkeleton } from "@lockstep/ui";
import { Box, Button, Group, Paper, Select, Stack, Switch, Text, Timeline } from "@mantine/core";
import { IconArrowUpRight, IconBuilding, IconPencil, IconTimelineEvent } from "@tabler/icons-react";
import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appSideQuery, timelineQuery } from "../../api/timeline.ts";
import { messages } from "../../messages.ts";
import { PersonStatusBadge } from "../../parts/person-cells.tsx";
import { groupTimeline, linkedGroups, type TimelineGroup } from "./group-timeline.ts";
import { GroupBody, groupTitle } from "./timeline-group.tsx";
import { WhyPanel } from "./why-panel.tsx";

const route = getRouteApi("/signed-in/people/$personId/timeline");
const t = messages.timeline;
const ALL = "all";
/** Apps that are asked for their side at once; the others when the page is narrowed to them. */
const ASKED_MAX = 5;

const BULLETS: Readonly<Record<TimelineGroup["kind"], ReactNode>> = {
  change: <IconPencil size={13} aria-hidden />,
  run: <IconArrowUpRight size={14} aria-hidden />,
  appOwn: <IconBuilding size={13} aria-hidden />,
};

/** The joined story of one person: why on top, then what happened on both sides, the newest first. */
export function TimelinePage(): ReactNode {
  const { personId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const timeline = useInfiniteQuery(timelineQuery(personId, search));
  const first = timeline.data?.pages[0];
  const crumbs = [
    { label: messages.people.title, href: "/people" },
    { label: first?.person.name ?? messages.person.title, href: `/people/${personId}` },
  ];
  const set = (change: Partial<Record<keyof typeof search, string | undefined>>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined)),
      replace: true,
    });
  if (first === undefined) {
    return (
      <>
        <PageHeader title={t.fallback} crumbs={crumbs} />
        {timeline.isError ? (
          <ErrorNotice title={t.failed} error={timeline.error} onRetry={() => void timeline.refetch()} />
        ) : (
          <SectionSkeleton lines={10} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t.title(first.person.name)}
        description={t.description}
        crumbs={crumbs}
        badge={<PersonStatusBadge status={first.person.status} />}
      />
      <PageStack>
        <WhyPanel
          personId={personId}
          assigned={first.apps.filter(({ isAssigned }) => isAssigned)}
          asked={search.why}
          onAsk={(why) => set({ why })}
        />
        <Paper style={{ overflow: "hidden" }}>
          <FilterBar label={t.filters}>
            <Select
              aria-label={t.app}
              w={{ base: "100%", xs: 240 }}
              data={[{ value: ALL, label: t.allApps }, ...first.apps.map(({ id, label }) => ({ value: id, label }))]}
              value={search.appId ?? ALL}
              onChange={(id) => set({ appId: id === null || id === ALL ? undefined : id })}
            />
            <Switch
              size="sm"
              label={t.reads}
              checked={search.reads === "shown"}
              onChange={(event) => set({ reads: event.currentTarget.checked ? "shown" : undefined })}
            />
          </FilterBar>
          <Story
            personId={personId}
            pages={timeline.data?.pages ?? []}
            appId={search.appId}
            isWhole={!timeline.hasNextPage}
          />
          {timeline.hasNextPage && (
            <Group justify="center" pb="lg">
              <Button
                variant="default"
                loading={timeline.isFetchingNextPage}
                onClick={() => void timeline.fetchNextPage()}
              >
                {t.more}
              </Button>
            </Group>
          )}
        </Paper>
      </PageStack>
    </>
  );
}

function Story(props: {
  personId: string;
  pages: readonly TimelineData[];
  appId: string | undefined;
  isWhole: boolean;
}): ReactNode {
  const { personId, pages, appId, isWhole } = props;
  const apps = (pages[0]?.apps ?? []).filter(({ id }) => appId === undefined || id === appId).slice(0, ASKED_MAX);
  const sides = useQueries({ queries: apps.map(({ id }) => appSideQuery(personId, id)) });
  const stories = apps.flatMap((app, index) => {
    const side = sides[index]?.data;
    return side === undefined ? [] : [{ app, events: side.items }];
  });
  const groups = groupTimeline(
    pages.flatMap(({ items }) => items),
    stories,
    isWhole,
  );
  const told = new Map(pages.flatMap(({ causes }) => causes.map((cause) => [cause.cause, cause] as const)));
  return (
    <Box px="lg" py="lg">
      <Stack gap={4} mb={apps.length === 0 ? 0 : "md"} aria-live="polite">
        {apps.map((app, index) => (
          <SideNote key={app.id} app={app.label} side={sides[index]} />
        ))}
      </Stack>
      {groups.length === 0 ? (
        <EmptyState icon={<IconTimelineEvent size={26} />} title={t.none}>
          {t.noneDetail}
        </EmptyState>
      ) : (
        <Timeline bulletSize={24} lineWidth={2} active={groups.length} aria-label={t.fallback}>
          {groups.map((group) => (
            <Timeline.Item
              key={group.key}
              bullet={BULLETS[group.kind]}
              title={
                <Text id={group.key} tabIndex={-1} fw={600} size="sm" component="h2" m={0}>
                  {groupTitle(group)}
                </Text>
              }
            >
              <GroupBody group={group} linked={linkedGroups(group, groups)} told={told} />
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </Box>
  );
}

/** Says of an app what it told, or why it did not: always one line, so that the story below stays where it is. */
function SideNote(props: {
  app: string;
  side:
    | { readonly data?: { tells: boolean; message: string | null } | undefined; readonly isError: boolean }
    | undefined;
}): ReactNode {
  return (
    <Text size="sm" c="dimmed">
      {sideWords(props.app, props.side)}
    </Text>
  );
}

function sideWords(app: string, side: Parameters<typeof SideNote>[0]["side"]): string {
  if (side?.isError === true) return t.appFailed(app);
  if (side?.data === undefined) return t.appAsking(app);
  if (!side.data.tells) return t.appSilent(app, side.data.message ?? "");
  return side.data.message ?? t.appTold(app);
}
