/** `/api/lockstep/v1/tasks`: what failed or waits, with retry, approval and cancel. */
import { Hono } from "hono";
import { z } from "zod";
import type { Task } from "../../contract.ts";
import { approveTask } from "../../domain/approve-task.ts";
import { invalidField } from "../../domain/error.ts";
import { cancelTask, listTasks, retryTask, retryTasks, TASKS_PER_PAGE_MAX, type TaskRow } from "../../domain/tasks.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readPage } from "../paging.ts";
import { optionalText, readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";

const retrySchema = z.object({ appId: optionalText, cause: optionalText });

/** Routes below `/api/lockstep/v1/tasks`. */
export function taskRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => {
    const state = context.req.query("state") || undefined;
    if (state !== undefined && state !== "OPEN" && state !== "RESOLVED" && state !== "CANCELLED") {
      throw invalidField("state", "Must be OPEN, RESOLVED or CANCELLED");
    }
    const { limit } = readPage(context, { byDefault: 100, max: TASKS_PER_PAGE_MAX });
    const found = await listTasks(deps.database.kysely, {
      state,
      appId: context.req.query("appId") || undefined,
      limit,
    });
    return context.json({ items: found.tasks.map(renderTask), total: found.total });
  });

  routes.post("/retry", async (context) => {
    const body = await readJson(context, retrySchema);
    const filter = { appId: body.appId ?? undefined, cause: body.cause ?? undefined };
    return context.json({ count: await retryTasks(actOf(deps, context), filter) });
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

function renderTask(row: TaskRow): Task {
  return {
    id: row.id,
    app: { id: row.app_id, label: row.app_label },
    subject: { ...subjectOf(row), name: row.subject_name },
    cause: row.cause,
    summary: row.summary,
    detail: row.detail,
    remedy: row.remedy,
    statusCode: row.status_code,
    requestId: row.request_id,
    traceId: row.trace_id,
    attempts: row.attempts,
    state: row.state,
    nextAttemptAt: toInstantOrNull(row.next_attempt_at),
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
  };
}

function subjectOf(row: TaskRow): Pick<Task["subject"], "kind" | "id"> {
  if (row.app_user_id !== null) return { kind: "appUser", id: row.person_id ?? row.app_user_id };
  if (row.push_group_id !== null) return { kind: "pushGroup", id: row.push_group_id };
  return { kind: "app", id: row.app_id };
}
