import type { Task } from "@lockstep/directory-app/contract";
import {
  ConfirmAction,
  EmptyState,
  ErrorNotice,
  notifyDone,
  notifyFailed,
  Section,
  SectionSkeleton,
} from "@lockstep/ui";
import { Button, Paper, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { cancelTask, retryTask, retryTasks, tasksQuery } from "../../api/tasks.ts";
import { messages } from "../../messages.ts";
import { TaskCard } from "./task-card.tsx";

const t = messages.tasks;

/** Tasks of one state, gathered by their cause; each with the target's own words and what to do. */
export function TaskGroups(props: { state: Task["state"]; appId: string | undefined }): ReactNode {
  const queryClient = useQueryClient();
  const filters = { state: props.state, ...(props.appId === undefined ? {} : { appId: props.appId }) };
  const tasks = useQuery(tasksQuery(filters));
  const [closing, close] = useState<Task>();
  const refresh = () =>
    Promise.all([["tasks"], ["overview"], ["app"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  const retry = useMutation({
    mutationFn: (task: Task) => retryTask(task.id),
    onSuccess: async (_, task) => {
      await refresh();
      notifyDone(t.retried(task.subject.name));
    },
    onError: (error, task) => notifyFailed(t.retryFailed(task.subject.name), error),
  });
  const retryAll = useMutation({
    mutationFn: (cause: string) => retryTasks({ cause, ...(props.appId === undefined ? {} : { appId: props.appId }) }),
    onSuccess: async ({ count }) => {
      await refresh();
      notifyDone(t.retriedAll(count));
    },
    onError: (error) => notifyFailed(t.retryAllFailed, error),
  });
  if (tasks.data === undefined) {
    if (!tasks.isError) return <SectionSkeleton lines={5} />;
    return <ErrorNotice title={t.failed} error={tasks.error} onRetry={() => void tasks.refetch()} />;
  }
  const groups = [...Map.groupBy(tasks.data.items, ({ cause }) => cause)];
  if (groups.length === 0) {
    return (
      <Paper>
        <EmptyState icon={<IconCircleCheck size={26} />} title={t.none[props.state]}>
          {t.noneDetail[props.state]}
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Stack gap="lg">
      {groups.map(([cause, items]) => (
        <Section
          key={cause}
          title={t.causes[cause] ?? cause}
          description={t.count(items.length)}
          isFlush
          actions={
            props.state === "OPEN" && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRefresh size={14} aria-hidden />}
                loading={retryAll.isPending && retryAll.variables === cause}
                onClick={() => retryAll.mutate(cause)}
              >
                {t.retryAll(items.length)}
              </Button>
            )
          }
        >
          {items.map((task) => (
            <TaskCard
              key={task.id}
              task={task}
              isAppShown={props.appId === undefined}
              isRetrying={retry.isPending && retry.variables.id === task.id}
              onRetry={() => retry.mutate(task)}
              onClose={() => close(task)}
            />
          ))}
        </Section>
      ))}
      {tasks.data.total > tasks.data.items.length && (
        <Text size="sm" c="dimmed">
          {t.shown(tasks.data.items.length, tasks.data.total)}
        </Text>
      )}
      <ConfirmAction
        opened={closing !== undefined}
        onClose={() => close(undefined)}
        title={t.closeQuestion(closing?.subject.name ?? "")}
        consequences={t.closeConsequences}
        confirmLabel={t.closeConfirm}
        onConfirm={async () => {
          if (closing === undefined) return;
          await cancelTask(closing.id);
          await refresh();
        }}
      />
    </Stack>
  );
}
