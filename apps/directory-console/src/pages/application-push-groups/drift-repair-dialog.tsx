import type { DriftFindingView } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { driftRepairQuery, repairDrift } from "../../api/drift.ts";
import { messages } from "../../messages.ts";
import { PlannedRequests } from "../../parts/plan/planned-requests.tsx";

const t = messages.drift;

/** What would make one group of the app equal again, and doing exactly that. */
export function DriftRepairDialog(props: { appId: string; finding: DriftFindingView; onClose: () => void }): ReactNode {
  const { appId, finding } = props;
  const queryClient = useQueryClient();
  const plan = useQuery(driftRepairQuery(appId, finding.pushGroupId));
  const repair = useMutation({
    mutationFn: (id: string) => repairDrift(appId, finding.pushGroupId, id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      notifyDone(t.repaired(finding.groupName));
      props.onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="xl"
      title={t.repairOf(finding.groupName)}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <Stack gap="md">
        {plan.isPending && <Skeleton height={120} aria-label={messages.loading} />}
        {plan.isError && <ErrorNotice title={t.planFailed} error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.data !== undefined && (
          <>
            <Text size="sm">{plan.data.detail ?? t.kinds[plan.data.kind]}</Text>
            <PlannedRequests actions={plan.data.actions} />
          </>
        )}
        {repair.isError && <ErrorNotice title={t.notRepaired} error={repair.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={props.onClose}>
            {messages.actions.cancel}
          </Button>
          {plan.data !== undefined && plan.data.kind !== "NOTHING" && (
            <Button loading={repair.isPending} onClick={() => repair.mutate(plan.data.plan)}>
              {t.confirm}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
