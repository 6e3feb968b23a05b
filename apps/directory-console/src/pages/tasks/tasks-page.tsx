import { PageHeader } from "@lockstep/ui";
import { Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { messages } from "../../messages.ts";
import { StateFilter } from "./state-filter.tsx";
import { TaskGroups } from "./task-groups.tsx";

const route = getRouteApi("/signed-in/tasks");
const t = messages.tasks;
const ALL = "all";

/** Tasks of all apps. */
export function TasksPage(): ReactNode {
  const { state = "OPEN", appId } = route.useSearch();
  const navigate = route.useNavigate();
  const apps = useQuery(appsQuery);
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <Group gap="sm" mb="lg">
        <StateFilter
          value={state}
          onChange={(next) =>
            void navigate({
              search: ({ state: _state, ...rest }) => (next === "OPEN" ? rest : { ...rest, state: next }),
            })
          }
        />
        <Select
          aria-label={t.app}
          w={{ base: "100%", xs: 240 }}
          data={[
            { value: ALL, label: t.allApps },
            ...(apps.data ?? []).map((app) => ({ value: app.id, label: app.label })),
          ]}
          value={appId ?? ALL}
          onChange={(value) =>
            void navigate({
              search: ({ appId: _appId, ...rest }) =>
                value === null || value === ALL ? rest : { ...rest, appId: value },
            })
          }
        />
      </Group>
      <TaskGroups state={state} appId={appId} />
    </>
  );
}
