import { PageHeader } from "@lockstep/ui";
import { Box, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { messages } from "../../messages.ts";
import { TaskFilterBar } from "./task-filter-bar.tsx";
import { TaskGroups } from "./task-groups.tsx";

const route = getRouteApi("/signed-in/tasks");
const t = messages.tasks;
const ALL = "all";

/** Tasks of all apps. */
export function TasksPage(): ReactNode {
  const { state = "OPEN", appId, q } = route.useSearch();
  const navigate = route.useNavigate();
  const apps = useQuery(appsQuery);
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <TaskFilterBar
        filters={{ state, ...(appId === undefined ? {} : { appId }), ...(q === undefined ? {} : { q }) }}
        onState={(next) =>
          void navigate({ search: ({ state: _state, ...rest }) => (next === "OPEN" ? rest : { ...rest, state: next }) })
        }
        onSearch={(text) =>
          void navigate({
            search: ({ q: _q, ...rest }) => (text === undefined ? rest : { ...rest, q: text }),
            replace: true,
          })
        }
      >
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
      </TaskFilterBar>
      <Box mt="lg">
        <TaskGroups state={state} appId={appId} q={q} />
      </Box>
    </>
  );
}
