import type { DriftCheck, DriftFindingView } from "@lockstep/directory-app/contract";
import { cursorPaging, DataList, EmptyState, ErrorNotice, StatusBadge, Timestamp, type Tone } from "@lockstep/ui";
import { Box, Button, Group, Progress, Text } from "@mantine/core";
import { IconEqual } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import {
  cancelDriftCheck,
  driftChecksQuery,
  driftFindingsQuery,
  isChecking,
  startDriftCheck,
} from "../../api/drift.ts";
import { messages } from "../../messages.ts";
import { DriftRepairDialog } from "./drift-repair-dialog.tsx";

const t = messages.drift;
const TONES: Readonly<Record<DriftFindingView["state"], Tone>> = {
  IN_SYNC: "good",
  DRIFTED: "warning",
  DELETED: "bad",
  RECREATED: "warning",
  UNKNOWN: "neutral",
};

/** Whether the app's groups are what was pushed, as the last look found them. */
export function DriftList({ appId }: { appId: string }): ReactNode {
  const queryClient = useQueryClient();
  const [after, setAfter] = useState<string>();
  const [repairing, repair] = useState<DriftFindingView>();
  const checks = useQuery(driftChecksQuery(appId));
  const latest = checks.data?.[0];
  const findings = useQuery(driftFindingsQuery(appId, after, latest));
  const next = findings.data?.next;
  const check = useMutation({
    mutationFn: () =>
      latest !== undefined && isChecking(latest) ? cancelDriftCheck(appId, latest.id) : startDriftCheck(appId),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["app", appId, "drift"] }),
  });
  return (
    <>
      <Group px="lg" pb="sm" gap="md">
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {isChecking(latest) ? messages.imports.cancel : t.check}
        </Button>
        {latest !== undefined && <CheckState check={latest} />}
      </Group>
      {check.isError && (
        <Box px="lg" pb="sm">
          <ErrorNotice title={t.checkFailed} error={check.error} />
        </Box>
      )}
      <DataList
        label={t.title}
        rows={findings.data?.items}
        keyOf={({ pushGroupId }) => pushGroupId}
        error={findings.error}
        onRetry={() => void findings.refetch()}
        columns={[
          { key: "group", header: messages.pushGroups.group, render: ({ groupName }) => groupName },
          {
            key: "state",
            header: t.found,
            render: (finding) => (
              <div>
                <StatusBadge tone={TONES[finding.state]} label={t.states[finding.state]} />
                {finding.detail !== null && (
                  <Text size="xs" c="dimmed" mt={2}>
                    {finding.detail}
                  </Text>
                )}
              </div>
            ),
          },
          {
            key: "members",
            header: t.members,
            render: ({ missingCount, extraCount }) => t.difference(missingCount, extraCount),
          },
          { key: "checked", header: t.checked, width: 190, render: ({ checked }) => <Timestamp value={checked} /> },
          {
            key: "actions",
            header: messages.assignments.actions,
            isHeaderHidden: true,
            align: "right",
            render: (finding) =>
              finding.state !== "IN_SYNC" && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t.repairOf(finding.groupName)}
                  onClick={() => repair(finding)}
                >
                  {t.repair}
                </Button>
              ),
          },
        ]}
        paging={cursorPaging(after, next, setAfter)}
        empty={
          <EmptyState icon={<IconEqual size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      {repairing !== undefined && (
        <DriftRepairDialog appId={appId} finding={repairing} onClose={() => repair(undefined)} />
      )}
    </>
  );
}

function CheckState({ check }: { check: DriftCheck }): ReactNode {
  const words = t.progress(check);
  if (!isChecking(check)) return <Text size="sm">{check.error ?? words}</Text>;
  return (
    <Box flex={1} miw={200} role="status">
      <Text size="sm" mb={4}>
        {words}
      </Text>
      <Progress
        value={check.total === null ? 100 : (check.checked / Math.max(check.total, 1)) * 100}
        aria-label={words}
      />
    </Box>
  );
}
