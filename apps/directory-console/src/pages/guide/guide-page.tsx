import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { EmptyState, ErrorNotice, PageHeader, SectionSkeleton } from "@lockstep/ui";
import { Anchor, Paper, Select } from "@mantine/core";
import { IconApps } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { useSession } from "../../api/session.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { GuideChecklist } from "./guide-checklist.tsx";

const route = getRouteApi("/signed-in/guide");
const t = messages.guide;

/** The configuration guide as a checklist that knows what is done. */
export function GuidePage(): ReactNode {
  const { appId } = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  const apps = useQuery(appsQuery);
  const app: DirectoryApp | undefined = apps.data?.find(({ id }) => id === appId) ?? apps.data?.[0];
  return (
    <>
      <PageHeader
        title={t.title}
        description={
          <>
            {t.description}{" "}
            <Anchor
              href={session.guideUrl}
              size="sm"
              target="_blank"
              rel="noreferrer"
              underline="always"
              style={{ whiteSpace: "nowrap" }}
            >
              {t.wholeGuide}
            </Anchor>
          </>
        }
        actions={
          apps.data !== undefined &&
          apps.data.length > 1 && (
            <Select
              aria-label={t.app}
              data={apps.data.map(({ id, label }) => ({ value: id, label }))}
              value={app?.id ?? null}
              onChange={(value) => void navigate({ search: value === null ? {} : { appId: value } })}
            />
          )
        }
      />
      {app !== undefined ? (
        <GuideChecklist app={app} />
      ) : apps.isError ? (
        <ErrorNotice title={t.failed} error={apps.error} onRetry={() => void apps.refetch()} />
      ) : apps.isPending ? (
        <SectionSkeleton lines={8} />
      ) : (
        <Paper>
          <EmptyState
            icon={<IconApps size={26} />}
            title={t.noApp}
            actions={<ButtonLink to="/applications/new">{messages.overview.addApplication}</ButtonLink>}
          >
            {t.noAppDetail}
          </EmptyState>
        </Paper>
      )}
    </>
  );
}
