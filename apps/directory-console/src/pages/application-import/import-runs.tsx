import type { ImportRun } from "@lockstep/directory-app/contract";
import { type Column, DataList, EmptyState, notifyFailed, StatusBadge, Timestamp, type Tone } from "@lockstep/ui";
import { Button, Progress, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { cancelImport, importRunsQuery, isRunning } from "../../api/imports.ts";
import { messages } from "../../messages.ts";

const t = messages.imports;
const SHOWN_MAX = 8;
const TONES: Readonly<Record<ImportRun["state"], Tone>> = {
  QUEUED: "busy",
  RUNNING: "busy",
  HELD: "warning",
  DONE: "good",
  FAILED: "bad",
  CANCELLED: "neutral",
};

/** The latest imports with their progress and results. */
export function ImportRuns({ appId }: { appId: string }): ReactNode {
  const queryClient = useQueryClient();
  const runs = useQuery(importRunsQuery(appId));
  const cancel = useMutation({
    mutationFn: (run: ImportRun) => cancelImport(appId, run.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: importRunsQuery(appId).queryKey }),
    onError: (error) => notifyFailed(t.cancelFailed, error),
  });
  return (
    <DataList
      label={t.runs}
      rows={runs.data?.slice(0, SHOWN_MAX)}
      keyOf={(run) => run.id}
      error={runs.error}
      onRetry={() => void runs.refetch()}
      columns={runColumns((run) => cancel.mutate(run))}
      empty={
        <EmptyState icon={<IconDownload size={26} />} title={t.none}>
          {t.noneDetail}
        </EmptyState>
      }
    />
  );
}

function runColumns(onCancel: (run: ImportRun) => void): readonly Column<ImportRun>[] {
  return [
    {
      key: "started",
      header: t.startedAt,
      width: 220,
      render: (run) => (
        <div>
          <Timestamp value={run.created} format="seconds" />
          <Text size="xs" c="dimmed">
            {t.triggers[run.trigger]}
          </Text>
        </div>
      ),
    },
    {
      key: "state",
      header: messages.people.status,
      width: 140,
      render: (run) => (
        <StatusBadge
          tone={TONES[run.state]}
          label={t.states[run.state]}
          {...(run.error === null ? {} : { hint: run.error })}
        />
      ),
    },
    { key: "result", header: t.result, render: (run) => <RunResult run={run} /> },
    {
      key: "cancel",
      header: t.cancel,
      isHeaderHidden: true,
      width: 110,
      align: "right",
      render: (run) =>
        isRunning(run) ? (
          <Button size="compact-sm" variant="default" onClick={() => onCancel(run)}>
            {t.cancel}
          </Button>
        ) : null,
    },
  ];
}

function RunResult({ run }: { run: ImportRun }): ReactNode {
  if (run.state === "FAILED") return <Text size="sm">{run.error}</Text>;
  if (!isRunning(run)) return <Text size="sm">{t.summary(run)}</Text>;
  const share = run.total === null || run.total === 0 ? 0 : (run.scanned / run.total) * 100;
  return (
    <div>
      <Text size="sm" mb={4}>
        {t.progress(run.scanned, run.total)}
      </Text>
      <Progress
        value={run.total === null ? 100 : share}
        animated={run.total === null}
        aria-label={t.progress(run.scanned, run.total)}
        maw={320}
      />
    </div>
  );
}
