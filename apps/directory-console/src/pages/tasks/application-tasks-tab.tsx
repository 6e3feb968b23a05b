import { Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { TaskFilterBar } from "./task-filter-bar.tsx";
import { TaskGroups } from "./task-groups.tsx";

const route = getRouteApi("/signed-in/applications/$appId/tasks");

/** Tasks of one app. */
export function ApplicationTasksTab(): ReactNode {
  const { appId } = route.useParams();
  const { state = "OPEN", q } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Stack gap="lg" align="stretch">
      <TaskFilterBar
        filters={{ state, appId, ...(q === undefined ? {} : { q }) }}
        onState={(next) =>
          void navigate({ search: ({ state: _state, ...rest }) => (next === "OPEN" ? rest : { ...rest, state: next }) })
        }
        onSearch={(text) =>
          void navigate({
            search: ({ q: _q, ...rest }) => (text === undefined ? rest : { ...rest, q: text }),
            replace: true,
          })
        }
      />
      <TaskGroups state={state} appId={appId} q={q} />
    </Stack>
  );
}
