import { ErrorNotice, notifyDone, Section, StatTile } from "@lockstep/ui";
import { Button, SimpleGrid, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { importRunsQuery, isRunning, startImport } from "../../api/imports.ts";
import { messages } from "../../messages.ts";
import { ImportRows } from "./import-rows.tsx";
import { ImportRuns } from "./import-runs.tsx";

const route = getRouteApi("/signed-in/applications/$appId/import");
const t = messages.imports;

/** *Import*: read people from the app now, see the runs, decide about the people found. */
export function ImportTab(): ReactNode {
  const { appId } = route.useParams();
  const queryClient = useQueryClient();
  const runs = useQuery(importRunsQuery(appId));
  const latest = runs.data?.[0];
  const isBusy = latest !== undefined && isRunning(latest);
  const wasBusy = useRef(false);
  useEffect(() => {
    // A run that has just ended has left new rows behind.
    if (wasBusy.current && !isBusy) void queryClient.invalidateQueries({ queryKey: ["app", appId, "import-rows"] });
    wasBusy.current = isBusy;
  }, [isBusy, appId, queryClient]);
  const start = useMutation({
    mutationFn: () => startImport(appId),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: importRunsQuery(appId).queryKey });
      notifyDone(t.started);
    },
  });
  return (
    <Stack gap="lg">
      {start.isError && <ErrorNotice title={t.startFailed} error={start.error} />}
      <Section
        title={t.title}
        description={t.description}
        isFlush
        actions={
          <Button
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={start.isPending}
            disabled={isBusy}
            onClick={() => start.mutate()}
          >
            {t.now}
          </Button>
        }
      >
        <ImportRuns appId={appId} />
      </Section>
      {latest !== undefined && latest.state === "DONE" && (
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
          <StatTile label={t.scanned} value={latest.scanned} detail={t.latest} />
          <StatTile label={t.newPeople} value={latest.newPeople} detail={t.latest} />
          <StatTile label={t.matched} value={latest.matched} detail={t.latest} />
          <StatTile label={t.unchanged} value={latest.unchanged} detail={t.latest} />
        </SimpleGrid>
      )}
      <ImportRows appId={appId} />
    </Stack>
  );
}
