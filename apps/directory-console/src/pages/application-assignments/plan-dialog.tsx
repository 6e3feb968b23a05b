import type { PlanPreview } from "@lockstep/directory-app/contract";
import { ErrorNotice, Notice, StatusBadge } from "@lockstep/ui";
import { Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appUserQuery, planPreviewQuery } from "../../api/assignments.ts";
import { messages } from "../../messages.ts";
import { PlannedRequests } from "../../parts/plan/planned-requests.tsx";

const t = messages.plan;

/** The exact requests that would be sent for a person now. The app is read; nothing is written. */
export function PlanDialog(props: { appId: string; personId: string; onClose: () => void }): ReactNode {
  const appUser = useQuery(appUserQuery(props.appId, props.personId));
  const plan = useQuery(planPreviewQuery(props.appId, props.personId));
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="xl"
      title={t.title(appUser.data?.person.displayName ?? "")}
      closeButtonProps={{ "aria-label": t.close }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t.description}
        </Text>
        {plan.isError && <ErrorNotice title={t.failed} error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && (
          <Stack gap="xs" aria-busy="true" aria-label={messages.loading}>
            <Skeleton height={14} width="50%" />
            <Skeleton height={90} />
          </Stack>
        )}
        {plan.data !== undefined && <PlanView plan={plan.data} />}
      </Stack>
    </Modal>
  );
}

function PlanView({ plan }: { plan: PlanPreview }): ReactNode {
  return (
    <>
      {plan.blocked !== null && (
        <Notice tone="warning" title={t.blocked}>
          {plan.blocked.message}
        </Notice>
      )}
      {plan.actions.length === 0 && plan.blocked === null && (
        <Group gap="sm">
          <StatusBadge tone="good" label={t.inStep} />
          <Text size="sm">{t.nothing}</Text>
        </Group>
      )}
      <PlannedRequests actions={plan.actions} />
    </>
  );
}
