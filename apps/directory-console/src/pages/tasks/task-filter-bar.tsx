import type { Task } from "@lockstep/directory-app/contract";
import { SearchBox } from "@lockstep/ui";
import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { type TaskFilters, tasksFile } from "../../api/tasks.ts";
import { messages } from "../../messages.ts";
import { StateFilter } from "./state-filter.tsx";

const t = messages.tasks;

/** State, search, and a file of what is listed. */
export function TaskFilterBar(props: {
  filters: TaskFilters;
  onState: (state: Task["state"]) => void;
  onSearch: (text: string | undefined) => void;
  children?: ReactNode;
}): ReactNode {
  return (
    <Group gap="sm" role="search" aria-label={t.find}>
      <StateFilter value={props.filters.state} onChange={props.onState} />
      <SearchBox label={t.search} value={props.filters.q} onSearch={props.onSearch} />
      {props.children}
      <Button component="a" href={tasksFile(props.filters)} download variant="default">
        {t.download}
      </Button>
    </Group>
  );
}
