import type { Task } from "@lockstep/directory-app/contract";
import { EmptyState, ErrorNotice, SectionSkeleton } from "@lockstep/ui";
import { Paper, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { taskCountsQuery } from "../../api/tasks.ts";
import { messages } from "../../messages.ts";
import { TaskCause } from "./task-cause.tsx";

const t = messages.tasks;

/** Tasks of one state, gathered by their cause, the most frequent first. */
export function TaskGroups(props: {
  state: Task["state"];
  appId: string | undefined;
  q: string | undefined;
}): ReactNode {
  const filters = {
    state: props.state,
    ...(props.appId === undefined ? {} : { appId: props.appId }),
    ...(props.q === undefined ? {} : { q: props.q }),
  };
  const counts = useQuery(taskCountsQuery(filters));
  if (counts.data === undefined) {
    if (!counts.isError) return <SectionSkeleton lines={5} />;
    return <ErrorNotice title={t.failed} error={counts.error} onRetry={() => void counts.refetch()} />;
  }
  if (counts.data.total === 0) {
    return (
      <Paper>
        <EmptyState
          icon={<IconCircleCheck size={26} />}
          title={props.q === undefined ? t.none[props.state] : t.noMatch}
        >
          {props.q === undefined ? t.noneDetail[props.state] : t.noMatchDetail}
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Stack gap="lg">
      {counts.data.causes.map(({ cause, count }) => (
        <TaskCause key={cause} cause={cause} count={count} filters={filters} />
      ))}
    </Stack>
  );
}
