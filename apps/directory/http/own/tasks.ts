/** `/api/lockstep/v1/tasks`: what failed or waits; found, exported, tried again, approved, set aside. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { approveTask } from "../../domain/approve-task.ts";
import { invalidField } from "../../domain/error.ts";
import { countTaskCauses, countTasks, type ListedTask, listTasks, type TaskFilter } from "../../domain/task-list.ts";
import { cancelTask, requireTask, retryTask, retryTasks, type TaskRow } from "../../domain/tasks.ts";
import type { Words } from "../../words/index.ts";
import { appLimitOf, requireAppReach } from "../authorise.ts";
import { actOf, type Env, type HttpDeps, wordsOf } from "../env.ts";
import {
  type Cursor,
  cutPage,
  encodeCursor,
  type PageRequest,
  readPage,
  requireInstantKey,
  setLinks,
} from "../paging.ts";
import { optionalText, readJson } from "../read-body.ts";
import { renderTask } from "../render/task.ts";
import { readFormat, streamRows } from "../stream-rows.ts";

const LIMITS = { byDefault: 100, max: 500 };
const TEXT_LENGTH_MAX = 200;
const retrySchema = z.object({ appId: optionalText, cause: optionalText });

/** Routes below `/api/lockstep/v1/tasks`. */
export function taskRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => {
    const page = assertPlace(readPage(context, LIMITS));
    const filter = readFilter(context);
    const rows = await listTasks(deps.database.kysely, filter, page);
    const total = await countTasks(deps.database.kysely, filter);
    const cut = cutPage(rows, page, placeOf);
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    const now = deps.clock.now();
    const causes = await countTaskCauses(deps.database.kysely, filter);
    return context.json({
      items: cut.rows.map((task) => renderTask(task, now, wordsOf(context).tasks)),
      total,
      causes,
    });
  });

  routes.get("/export", (context) => {
    const now = deps.clock.now();
    const pages = readPages(deps, readFilter(context));
    const words = wordsOf(context).tasks;
    const toJson = (task: ListedTask) => renderTask(task, now, words);
    return streamRows({ name: "tasks", columns: columnsAt(now, words), toJson, pages }, readFormat(context));
  });

  routes.post("/retry", async (context) => {
    const body = await readJson(context, retrySchema);
    const filter = { appId: body.appId ?? undefined, cause: body.cause ?? undefined };
    requireAppReach(context, filter.appId);
    return context.json({ count: await retryTasks(actOf(deps, context), filter) });
  });

  routes.get("/:id", async (context) => {
    const task = await requireTask(deps.database.kysely, context.req.param("id"));
    return context.json(renderTask(task, deps.clock.now(), wordsOf(context).tasks));
  });

  routes.post("/:id/retry", async (context) => {
    await retryTask(actOf(deps, context), context.req.param("id"));
    return context.body(null, 204);
  });

  routes.post("/:id/approve", async (context) => {
    await approveTask(actOf(deps, context), context.req.param("id"));
    return context.body(null, 204);
  });

  routes.post("/:id/cancel", async (context) => {
    await cancelTask(actOf(deps, context), context.req.param("id"));
    return context.body(null, 204);
  });
  return routes;
}

const STATES: readonly TaskRow["state"][] = ["OPEN", "RESOLVED", "CANCELLED"];

function readFilter(context: Context<Env>): TaskFilter {
  const [state, appId, cause, text] = ["state", "appId", "cause", "q"].map(
    (name) => context.req.query(name) || undefined,
  );
  const known = STATES.find((name) => name === state);
  if (state !== undefined && known === undefined) throw invalidField("state", `Must be ${STATES.join(", ")}`);
  if (text !== undefined && text.length > TEXT_LENGTH_MAX) {
    throw invalidField("q", `Must be at most ${TEXT_LENGTH_MAX} characters long`);
  }
  return { state: known, appId, cause, text, appLimit: appLimitOf(context) };
}

function placeOf(task: ListedTask): Cursor {
  return { key: task.created_key, id: task.id };
}

function assertPlace(page: PageRequest): PageRequest {
  if (page.after !== undefined) requireInstantKey(page.after);
  return page;
}

async function* readPages(deps: HttpDeps, filter: TaskFilter): AsyncGenerator<readonly ListedTask[]> {
  let after: Cursor | undefined;
  for (;;) {
    const rows = await listTasks(deps.database.kysely, filter, { limit: LIMITS.max, after });
    const page = rows.slice(0, LIMITS.max);
    yield page;
    const last = page.at(-1);
    if (rows.length <= LIMITS.max || last === undefined) return;
    after = placeOf(last);
  }
}

function columnsAt(nowMs: number, words: Words["tasks"]): Readonly<Record<string, (task: ListedTask) => unknown>> {
  return {
    id: (task) => task.id,
    state: (task) => task.state,
    app: (task) => task.app_label,
    subject: (task) => task.subject_name,
    cause: (task) => task.cause,
    summary: (task) => renderTask(task, nowMs, words).summary,
    detail: (task) => task.detail,
    remedy: (task) => renderTask(task, nowMs, words).remedy,
    next: (task) => renderTask(task, nowMs, words).next,
    statusCode: (task) => task.status_code,
    requestId: (task) => task.request_id,
    traceId: (task) => task.trace_id,
    attempts: (task) => task.attempts,
    created: (task) => task.created_at.toISOString(),
    lastUpdated: (task) => task.last_updated_at.toISOString(),
  };
}
