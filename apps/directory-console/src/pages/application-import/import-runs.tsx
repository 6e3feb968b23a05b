import type { ImportRun } from "@lockstep/directory-app/contract";
import {
  type Column,
  DataList,
  EmptyState,
  locale,
  notifyFailed,
  StatusBadge,
  Timestamp,
  type Tone,
} from "@lockstep/ui";
import { Button, Group, Progress, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { cancelImport, importRunsQuery, isRunning } from "../../api/imports.ts";
import { messages } from "../../messages.ts";
import { HeldRunDialog } from "./held-run-dialog.tsx";

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
export function ImportRuns(props: { appId: string; onResults: (runId: string) => void }): ReactNode {
  const { appId } = props;
  const queryClient = useQueryClient();
  const runs = useQuery(importRunsQuery(appId));
  const [deciding, decide] = useState<ImportRun>();
  const cancel = useMutation({
    mutationFn: (run: ImportRun) => cancelImport(appId, run.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: importRunsQuery(appId).queryKey }),
    onError: (error) => notifyFailed(t.cancelFailed, error),
  });
  return (
    <>
      <DataList
        label={t.runs}
        rows={runs.data?.slice(0, SHOWN_MAX)}
        keyOf={(run) => run.id}
        error={runs.error}
        onRetry={() => void runs.refetch()}
        columns={runColumns({
          onCancel: (run) => cancel.mutate(run),
          onDecide: decide,
          onResults: (run) => props.onResults(run.id),
        })}
        empty={
          <EmptyState icon={<IconDownload size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      {deciding !== undefined && <HeldRunDialog appId={appId} run={deciding} onClose={() => decide(undefined)} />}
    </>
  );
}

function runColumns(on: {
  onCancel: (run: ImportRun) => void;
  onDecide: (run: ImportRun) => void;
  onResults: (run: ImportRun) => void;
}): readonly Column<ImportRun>[] {
  return [
    {
      key: "started",
      header: t.startedAt,
      width: 210,
      render: (run) => (
        <div>
          <Timestamp value={run.created} format="seconds" />
          <Text size="xs" c="dimmed">
            {t.modes[run.mode]} · {run.preview ? t.isPreview : t.triggers[run.trigger]}
          </Text>
        </div>
      ),
    },
    {
      key: "state",
      header: messages.people.status,
      width: 130,
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
      key: "actions",
      header: messages.assignments.actions,
      isHeaderHidden: true,
      width: 150,
      align: "right",
      render: (run) => (
        <Group gap="xs" justify="flex-end">
          {isRunning(run) && (
            <Button size="compact-sm" variant="default" onClick={() => on.onCancel(run)}>
              {t.cancel}
            </Button>
          )}
          {run.state === "HELD" && (
            <Button size="compact-sm" onClick={() => on.onDecide(run)}>
              {t.decide}
            </Button>
          )}
          {run.mode !== "GROUPS" && run.state === "DONE" && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t.resultsOf(new Date(run.created).toLocaleString(locale))}
              onClick={() => on.onResults(run)}
            >
              {t.results}
            </Button>
          )}
        </Group>
      ),
    },
  ];
}

function RunResult({ run }: { run: ImportRun }): ReactNode {
  if (run.state === "FAILED") return <Text size="sm">{run.error}</Text>;
  if (run.state === "HELD" && run.hold !== null) return <Text size="sm">{t.held(run.hold)}</Text>;
  if (!isRunning(run)) {
    return (
      <div>
        <Text size="sm">{t.summary(run)}</Text>
        {t.notes(run).map((note) => (
          <Text key={note} size="xs" c="dimmed">
            {note}
          </Text>
        ))}
      </div>
    );
  }
  const total = run.phase === "GROUPS" ? run.groups.total : run.total;
  const scanned = run.phase === "GROUPS" ? run.groups.scanned : run.scanned;
  const words = t.progress(run.phase, scanned, total);
  return (
    <div>
      <Text size="sm" mb={4}>
        {words}
      </Text>
      <Progress
        value={total === null || total === 0 ? 100 : (scanned / total) * 100}
        animated={total === null}
        aria-label={words}
        maw={320}
      />
      <Text size="xs" c="dimmed" mt={4} mih={18}>
        {t.pace(run.rowsPerSecond, run.remainingSeconds)}
      </Text>
    </div>
  );
}
