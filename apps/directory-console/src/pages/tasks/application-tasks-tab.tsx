import { Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { StateFilter } from "./state-filter.tsx";
import { TaskGroups } from "./task-groups.tsx";

const route = getRouteApi("/signed-in/applications/$appId/tasks");

/** Tasks of one app. */
export function ApplicationTasksTab(): ReactNode {
  const { appId } = route.useParams();
  const { state = "OPEN" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Stack gap="lg" align="stretch">
      <div>
        <StateFilter
          value={state}
          onChange={(next) => void navigate({ search: next === "OPEN" ? {} : { state: next } })}
        />
      </div>
      <TaskGroups state={state} appId={appId} />
    </Stack>
  );
}
