import type { Task } from "@lockstep/directory-app/contract";
import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { TASK_STATES } from "../../search-choices.ts";

const t = messages.tasks;

/** Open, done, closed. */
export function StateFilter(props: { value: Task["state"]; onChange: (state: Task["state"]) => void }): ReactNode {
  return (
    <SegmentedControl
      aria-label={t.filter}
      data={TASK_STATES.map((value) => ({ value, label: t.states[value] }))}
      value={props.value}
      onChange={(value) => {
        const state = TASK_STATES.find((known) => known === value);
        if (state !== undefined) props.onChange(state);
      }}
    />
  );
}
