import type { BudgetDirection, PlanApplied, PlanRun } from "@lockstep/directory-app/contract";
import { ErrorNotice, isNotFound, Notice } from "@lockstep/ui";
import { Button, Checkbox, Group, List, Modal, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { applyPlan, cancelPlan, isPlanning, planQuery } from "../../api/plans.ts";
import { messages } from "../../messages.ts";
import classes from "./plan-review.module.css";
import { PlanSubjects } from "./plan-subjects.tsx";

const t = messages.planReview;

/**
 * A plan before anything is saved: how far it is while it is made, then what it comes to, whom it is about, and the button that saves and sends
 * exactly this. Lives by its id alone, so that it survives a reload.
 */
export function PlanReview(props: {
  appId: string;
  planId: string;
  onClose: () => void;
  onApplied: (result: PlanApplied) => unknown;
}): ReactNode {
  const queryClient = useQueryClient();
  const plan = useQuery(planQuery(props.appId, props.planId));
  const [approved, approve] = useState<readonly BudgetDirection[]>([]);
  const apply = useMutation({
    mutationFn: () => applyPlan(props.appId, props.planId, approved),
    onSuccess: async (result) => {
      await props.onApplied(result);
      await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
    },
  });
  const isOver = (plan.data?.overBudget ?? []).some(({ direction }) => !approved.includes(direction));
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="xl"
      title={plan.data === undefined ? t.title.nothing : t.title[kindOf(plan.data)]}
      closeButtonProps={{ "aria-label": t.close }}
    >
      <Stack gap="md">
        {plan.data === undefined && plan.isError && (
          <ErrorNotice
            title={isNotFound(plan.error) ? t.gone : t.failed}
            error={plan.error}
            {...(isNotFound(plan.error) ? { hint: t.goneHint } : { onRetry: () => void plan.refetch() })}
          />
        )}
        {(plan.data === undefined || isPlanning(plan.data)) && !plan.isError && <PlanProgress plan={plan.data} />}
        {plan.data !== undefined && !isPlanning(plan.data) && (
          <PlanResult plan={plan.data} approved={approved} onApprove={approve} />
        )}
        {apply.isError && <ErrorNotice title={t.notApplied} error={apply.error} />}
        <Group justify="flex-end" gap="xs" className={classes.foot ?? ""}>
          <CloseButton plan={plan.data} onClose={props.onClose} />
          {plan.data?.state === "DONE" && plan.data.applied === null && (
            <Button loading={apply.isPending} disabled={isOver} onClick={() => apply.mutate()}>
              {t.apply[kindOf(plan.data)](plan.data.summary)}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** What the plan would save. */
function kindOf({ proposal }: PlanRun): keyof typeof t.title {
  if (proposal?.features !== undefined) return "features";
  if (proposal?.mappings !== undefined) return "mappings";
  return proposal?.switches !== undefined || proposal?.dialect !== undefined ? "target" : "nothing";
}

function CloseButton({ plan, onClose }: { plan: PlanRun | undefined; onClose: () => void }): ReactNode {
  const stop = useMutation({
    mutationFn: async () => {
      if (plan !== undefined && isPlanning(plan)) await cancelPlan(plan.app.id, plan.id);
    },
    // A plan that ended in the same moment cannot be cancelled any more; the dialog closes either way.
    onSettled: onClose,
  });
  return (
    <Button variant="default" data-autofocus loading={stop.isPending} onClick={() => stop.mutate()}>
      {plan?.applied === null && plan.state === "DONE" ? t.keep : messages.actions.cancel}
    </Button>
  );
}

function PlanProgress({ plan }: { plan: PlanRun | undefined }): ReactNode {
  const total = plan?.total ?? null;
  const scanned = plan?.scanned ?? 0;
  const words = t.progress(scanned, total);
  return (
    <div role="status">
      <Text size="sm" mb={6}>
        {words}
      </Text>
      <Progress
        value={total === null || total === 0 ? 100 : (scanned / total) * 100}
        animated={total === null}
        aria-label={words}
      />
      <Text size="xs" c="dimmed" mt={6}>
        {t.progressDetail}
      </Text>
    </div>
  );
}

function PlanResult(props: {
  plan: PlanRun;
  approved: readonly BudgetDirection[];
  onApprove: (directions: readonly BudgetDirection[]) => void;
}): ReactNode {
  const { plan, approved } = props;
  if (plan.state !== "DONE") {
    return (
      <Notice tone={plan.state === "FAILED" ? "bad" : "neutral"} title={t.states[plan.state]} role="alert">
        {plan.error}
      </Notice>
    );
  }
  const parts = t.parts(plan.summary);
  return (
    <>
      <div role="status">
        <Text size="lg" fw={650}>
          {parts.length === 0 ? t.nothing : t.sentence(parts)}
        </Text>
        <Text size="sm" c="dimmed">
          {t.unchanged(plan.summary.unchanged)}
        </Text>
      </div>
      {Object.keys(plan.summary.overwrites).length > 0 && <Text size="sm">{t.overwrites(plan.summary)}</Text>}
      {Object.keys(plan.summary.blocked).length > 0 && (
        <Notice tone="warning" title={t.blocked}>
          <List size="sm">
            {Object.entries(plan.summary.blocked).map(([code, count]) => (
              <List.Item key={code}>{t.blockedBy(messages.tasks.causes[code] ?? code, count)}</List.Item>
            ))}
          </List>
        </Notice>
      )}
      {plan.overBudget.length > 0 && (
        <Notice tone="bad" title={t.overBudget}>
          <Stack gap="sm">
            {plan.overBudget.map(({ direction, message }) => (
              <Checkbox
                key={direction}
                label={t.approve}
                description={message}
                checked={approved.includes(direction)}
                onChange={(event) =>
                  props.onApprove(
                    event.currentTarget.checked
                      ? [...approved, direction]
                      : approved.filter((known) => known !== direction),
                  )
                }
              />
            ))}
          </Stack>
        </Notice>
      )}
      <PlanSubjects appId={plan.app.id} planId={plan.id} />
    </>
  );
}
