import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { useQuery } from "@tanstack/react-query";
import { progressQuery } from "../../api/apps.ts";
import { connectionQuery, toAppQuery, toDirectoryQuery } from "../../api/provisioning.ts";
import { taskCountsQuery } from "../../api/tasks.ts";
import type { GuideFacts } from "./guide-state.ts";

/** Reads the facts of an app. `isPending`: some are still on the way. */
export function useGuideFacts(app: DirectoryApp): GuideFacts & { readonly isPending: boolean } {
  const connection = useQuery(connectionQuery(app.id));
  const toApp = useQuery(toAppQuery(app.id));
  const toDirectory = useQuery(toDirectoryQuery(app.id));
  const progress = useQuery(progressQuery(app.id));
  const tasks = useQuery(taskCountsQuery({ state: "OPEN", appId: app.id }));
  return {
    app,
    isPending: [connection, toApp, toDirectory, progress, tasks].some((query) => query.isPending),
    connection: connection.data,
    toApp: toApp.data,
    toDirectory: toDirectory.data,
    progress: progress.data,
    clashes: tasks.data?.causes.find(({ cause }) => cause === "groupNameTaken")?.count ?? (tasks.data && 0),
  };
}
