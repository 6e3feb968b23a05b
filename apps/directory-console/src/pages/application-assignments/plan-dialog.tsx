import type { PlanPreview } from "@lockstep/directory-app/contract";
import { CodeBlock, ErrorNotice, StatusBadge } from "@lockstep/ui";
import { Alert, Badge, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appUserQuery, planPreviewQuery } from "../../api/assignments.ts";
import { messages } from "../../messages.ts";

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
        <Alert variant="light" color="yellow" title={t.blocked}>
          {plan.blocked.message}
        </Alert>
      )}
      {plan.actions.length === 0 && plan.blocked === null && (
        <Group gap="sm">
          <StatusBadge tone="good" label={t.inStep} />
          <Text size="sm">{t.nothing}</Text>
        </Group>
      )}
      {plan.actions.map((action, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a plan is an ordered list that never changes while shown
        <Stack key={index} gap={6}>
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <Badge variant="filled">{action.method}</Badge>
            <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
              {action.url}
            </Text>
          </Group>
          <Text size="sm">{action.reason}</Text>
          {action.body !== null && action.body !== undefined && (
            <CodeBlock label={t.bodyOf(action.method)} text={JSON.stringify(action.body, null, 2)} />
          )}
        </Stack>
      ))}
    </>
  );
}
