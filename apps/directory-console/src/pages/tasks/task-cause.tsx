import type { Task } from "@lockstep/directory-app/contract";
import { ConfirmAction, ErrorNotice, notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { Box, Button, Skeleton } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import {
  approveTask,
  cancelTask,
  retryTask,
  retryTasks,
  type TaskFilters,
  tasksOfCauseQuery,
} from "../../api/tasks.ts";
import { messages } from "../../messages.ts";
import { TaskCard } from "./task-card.tsx";

const t = messages.tasks;
/** Causes that ask for leave instead of a repair. */
const APPROVABLE = new Set(["protectedPerson", "accountGone"]);
/** Causes that are decided over a list, on the app's page. */
const HELD = new Set(["deactivationBudget", "membershipBudget", "overwriteBudget"]);

type Verb = "retry" | "approve";

/** The tasks of one cause: the target's own words of each, and what to do with one or all of them. */
export function TaskCause(props: { cause: string; count: number; filters: TaskFilters }): ReactNode {
  const { cause, count, filters } = props;
  const queryClient = useQueryClient();
  const tasks = useInfiniteQuery(tasksOfCauseQuery(filters, cause));
  const [closing, close] = useState<Task>();
  const refresh = () =>
    Promise.all([["tasks"], ["overview"], ["app"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  const act = useMutation({
    mutationFn: ({ task, verb }: { task: Task; verb: Verb }) =>
      verb === "approve" ? approveTask(task.id) : retryTask(task.id),
    onSuccess: async (_, { task, verb }) => {
      await refresh();
      notifyDone(t.acted[verb](task.subject.name));
    },
    onError: (error, { task, verb }) => notifyFailed(t.actFailed[verb](task.subject.name), error),
  });
  const retryAll = useMutation({
    mutationFn: () => retryTasks({ cause, ...(filters.appId === undefined ? {} : { appId: filters.appId }) }),
    onSuccess: async (result) => {
      await refresh();
      notifyDone(t.retriedAll(result.count));
    },
    onError: (error) => notifyFailed(t.retryAllFailed, error),
  });
  const canRetry = filters.state === "OPEN" && !HELD.has(cause) && !APPROVABLE.has(cause);
  return (
    <Section
      title={t.causes[cause] ?? cause}
      description={t.count(count)}
      isFlush
      actions={
        canRetry &&
        filters.q === undefined && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={retryAll.isPending}
            onClick={() => retryAll.mutate()}
          >
            {t.retryAll(count)}
          </Button>
        )
      }
    >
      {tasks.isError && <ErrorNotice title={t.failed} error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.data === undefined && !tasks.isError && <Skeleton height={90} m="lg" aria-label={messages.loading} />}
      {tasks.data?.pages
        .flatMap(({ items }) => items)
        .map((task) => (
          <TaskCard
            key={task.id}
            task={task}
            isAppShown={filters.appId === undefined}
            verb={canRetry ? "retry" : APPROVABLE.has(cause) ? "approve" : undefined}
            isActing={act.isPending && act.variables.task.id === task.id}
            onAct={(verb) => act.mutate({ task, verb })}
            onClose={() => close(task)}
          />
        ))}
      {tasks.hasNextPage && (
        <Box p="lg" pt={0}>
          <Button
            size="xs"
            variant="default"
            loading={tasks.isFetchingNextPage}
            onClick={() => void tasks.fetchNextPage()}
          >
            {messages.planReview.more}
          </Button>
        </Box>
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
    </Section>
  );
}
