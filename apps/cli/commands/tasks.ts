/** `lockstep tasks`: lists what could not be provisioned, tries it again, or sets it aside. */
import type { Task } from "@lockstep/directory-app/contract";
import { createDirectoryClient, type DirectoryClient } from "../client/directory-client.ts";
import { resolveTarget } from "../client/resolve-target.ts";
import type { Output } from "../terminal/output.ts";

export interface TasksOptions {
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
  readonly state?: string;
  readonly app?: string;
  readonly cause?: string;
  readonly text?: string;
  readonly limit?: string;
  readonly all?: boolean;
}

/** What is done, to which tasks. */
export interface TasksCommand {
  readonly verb: "list" | "retry" | "cancel";
  readonly ids: readonly string[];
}

const PATH = "/api/lockstep/v1/tasks";
const LIMIT_MAX = 500;

/** Runs the command; the number is the exit code: 0 done, 1 refused. */
export async function runTasks(
  command: TasksCommand,
  options: TasksOptions,
  context: { readonly output: Output; readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<number> {
  const { url, token } = options;
  const client = createDirectoryClient(await resolveTarget({ url, token, environment: context.environment }));
  const say = (result: object, words: string) =>
    context.output.line(options.json === true ? JSON.stringify(result) : words);
  switch (command.verb) {
    case "list": {
      const found = await list(client, options);
      say(found, describe(found, options));
      return 0;
    }
    case "retry": {
      const count = await retry(client, command.ids, options);
      say({ retried: count }, `${count} ${count === 1 ? "task is" : "tasks are"} tried again.`);
      return 0;
    }
    case "cancel": {
      for (const id of command.ids)
        await client.request({ method: "POST", path: `${PATH}/${encodeURIComponent(id)}/cancel` });
      const count = command.ids.length;
      say({ cancelled: count }, `${count} ${count === 1 ? "task is" : "tasks are"} set aside.`);
      return 0;
    }
  }
}

interface TaskPage {
  readonly items: readonly Task[];
  readonly total: number;
}

async function list(client: DirectoryClient, options: TasksOptions): Promise<TaskPage> {
  const limit = Number(options.limit ?? "100");
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new Error(`--limit must be a whole number from 1 to ${LIMIT_MAX}.`);
  }
  const state = options.state?.toUpperCase();
  const wanted = {
    state: state === "ALL" ? undefined : state,
    appId: options.app,
    cause: options.cause,
    q: options.text,
  };
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, value);
  return await client.request<TaskPage>({ path: `${PATH}?${query}` });
}

async function retry(client: DirectoryClient, ids: readonly string[], options: TasksOptions): Promise<number> {
  const isAll = options.all === true || options.app !== undefined || options.cause !== undefined;
  if (isAll === ids.length > 0) {
    throw new Error("Name the tasks, or pass --all, --app or --cause to retry all open ones that fit; not both.");
  }
  if (isAll) {
    const body = { appId: options.app, cause: options.cause };
    return (await client.request<{ readonly count: number }>({ method: "POST", path: `${PATH}/retry`, body })).count;
  }
  for (const id of ids) await client.request({ method: "POST", path: `${PATH}/${encodeURIComponent(id)}/retry` });
  return ids.length;
}

function describe({ items, total }: TaskPage, options: TasksOptions): string {
  if (items.length === 0) return options.state === "OPEN" ? "Nothing waits and nothing failed." : "No task fits.";
  const tasks = items.map((task) =>
    [
      `${task.id}  ${task.state}  ${task.subject.name} in ${task.app.label}: ${task.summary}`,
      `  the app said: ${task.detail}`,
      `  request ${task.requestId ?? "unknown"}, status ${task.statusCode ?? "none"}, ${task.cause}, attempt ${task.attempts}, ${task.lastUpdated}`,
      `  what to do: ${task.remedy}`,
      `  what comes next: ${task.next}`,
    ].join("\n"),
  );
  const rest = items.length < total ? [`${items.length} of ${total}; --limit shows more.`] : [];
  return [...tasks, ...rest].join("\n\n");
}
