import { ErrorNotice, notifyDone, PageStack, Section } from "@lockstep/ui";
import { Button, Group, Menu, SegmentedControl } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { type ImportStart, importRunsQuery, isRunning, startImport } from "../../api/imports.ts";
import { messages } from "../../messages.ts";
import { IMPORT_VIEWS } from "../../search-choices.ts";
import { AppGroupsFound } from "./app-groups-found.tsx";
import { ImportResults } from "./import-results.tsx";
import { ImportRows } from "./import-rows.tsx";
import { ImportRuns } from "./import-runs.tsx";

const route = getRouteApi("/signed-in/applications/$appId/import");
const t = messages.imports;

/** *Import*: read people and groups from the app now, see the runs, decide about the people found. */
export function ImportTab(): ReactNode {
  const { appId } = route.useParams();
  const { view = "users", run } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const runs = useQuery(importRunsQuery(appId));
  const latest = runs.data?.[0];
  const isBusy = latest !== undefined && (isRunning(latest) || latest.state === "HELD");
  useRefreshAfterRun(appId, isBusy);
  const start = useMutation({
    mutationFn: (input: ImportStart) => startImport(appId, input),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: importRunsQuery(appId).queryKey });
      notifyDone(t.started);
    },
  });
  return (
    <PageStack>
      {start.isError && <ErrorNotice title={t.startFailed} error={start.error} />}
      <Section
        title={t.title}
        description={t.description}
        isFlush
        actions={<StartButtons isBusy={isBusy} isStarting={start.isPending} onStart={(input) => start.mutate(input)} />}
      >
        <ImportRuns appId={appId} onResults={(id) => void navigate({ search: (rest) => ({ ...rest, run: id }) })} />
      </Section>
      {run === undefined ? (
        <>
          <div>
            <SegmentedControl
              aria-label={t.views}
              data={IMPORT_VIEWS.map((value) => ({ value, label: t.viewLabels[value] }))}
              value={view}
              onChange={(value) => void navigate({ search: value === "groups" ? { view: "groups" } : {} })}
            />
          </div>
          {view === "groups" ? <AppGroupsFound appId={appId} /> : <ImportRows appId={appId} />}
        </>
      ) : (
        <ImportResults
          key={run}
          appId={appId}
          runId={run}
          onClose={() => void navigate({ search: ({ run: _run, outcome: _outcome, ...rest }) => rest })}
        />
      )}
    </PageStack>
  );
}

/** A run that has just ended has left new rows and groups behind. */
function useRefreshAfterRun(appId: string, isBusy: boolean): void {
  const queryClient = useQueryClient();
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !isBusy) {
      for (const kind of ["import-rows", "app-groups", "assignments"]) {
        void queryClient.invalidateQueries({ queryKey: ["app", appId, kind] });
      }
    }
    wasBusy.current = isBusy;
  }, [isBusy, appId, queryClient]);
}

function StartButtons(props: {
  isBusy: boolean;
  isStarting: boolean;
  onStart: (input: ImportStart) => void;
}): ReactNode {
  return (
    <Group gap={4} wrap="nowrap">
      <Button
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={props.isStarting}
        disabled={props.isBusy}
        onClick={() => props.onStart({ mode: "FULL" })}
      >
        {t.now}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button px={8} disabled={props.isBusy} aria-label={t.otherWays}>
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => props.onStart({ mode: "FULL", preview: true })}>{t.nowPreview}</Menu.Item>
          <Menu.Item onClick={() => props.onStart({ mode: "INCREMENTAL" })}>{t.nowIncremental}</Menu.Item>
          <Menu.Item onClick={() => props.onStart({ mode: "GROUPS" })}>{t.nowGroups}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
