import { ErrorNotice, PageHeader, SectionSkeleton, TabRow } from "@lockstep/ui";
import { Badge, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appQuery } from "../../api/apps.ts";
import { taskCountsQuery } from "../../api/tasks.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { AppBadge } from "../../parts/app-badge.tsx";
import { HeldNotice } from "./held-notice.tsx";
import { PausedNotice } from "./paused-notice.tsx";

const route = getRouteApi("/signed-in/applications/$appId");
const t = messages.application;

/** The tabs, in the guide's words and order. */
const TABS = [
  { value: "general", to: "/applications/$appId/general" },
  { value: "sign-on", to: "/applications/$appId/sign-on" },
  { value: "provisioning", to: "/applications/$appId/provisioning" },
  { value: "import", to: "/applications/$appId/import" },
  { value: "assignments", to: "/applications/$appId/assignments" },
  { value: "push-groups", to: "/applications/$appId/push-groups" },
  { value: "tasks", to: "/applications/$appId/tasks" },
  { value: "timeline", to: "/applications/$appId/timeline" },
] as const;

/** Head and tabs of an app; the tab's page stands below. */
export function ApplicationFrame(): ReactNode {
  const { appId } = route.useParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const app = useQuery(appQuery(appId));
  const tasks = useQuery(taskCountsQuery({ state: "OPEN", appId }));
  const openTasks = tasks.data?.total ?? 0;
  const current = pathname.split("/")[3] ?? "general";
  const crumbs = [{ label: messages.applications.title, href: "/applications" }];
  if (app.data === undefined) {
    return (
      <>
        <PageHeader title={t.title} crumbs={crumbs} />
        {app.isError ? (
          <ErrorNotice title={t.failed} error={app.error} onRetry={() => void app.refetch()} />
        ) : (
          <SectionSkeleton lines={8} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={app.data.label}
        crumbs={crumbs}
        badge={<AppBadge app={app.data} />}
        actions={
          <>
            <ButtonLink to="/guide" search={{ appId }} variant="default">
              {t.guide}
            </ButtonLink>
            <ButtonLink to="/system-log" search={{ target: appId }} variant="default">
              {t.logs}
            </ButtonLink>
          </>
        }
      />
      <Tabs
        value={current}
        onChange={(value) => {
          const tab = TABS.find((candidate) => candidate.value === value);
          if (tab !== undefined) void navigate({ to: tab.to, params: { appId } });
        }}
        activateTabWithKeyboard={false}
        mb="lg"
      >
        <TabRow current={current}>
          {TABS.map((tab) => (
            <Tabs.Tab
              key={tab.value}
              value={tab.value}
              rightSection={
                tab.value === "tasks" && openTasks > 0 ? (
                  <Badge size="sm" color="orange" variant="light" circle={openTasks < 10}>
                    {openTasks}
                  </Badge>
                ) : undefined
              }
            >
              {t.tabs[tab.value]}
            </Tabs.Tab>
          ))}
        </TabRow>
      </Tabs>
      <PausedNotice app={app.data} />
      <HeldNotice appId={appId} />
      <Outlet />
    </>
  );
}
