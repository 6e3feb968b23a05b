/** `/api/lockstep/v1/apps/{id}/plans`: what would be sent, before anything is; and `/api/lockstep/v1/plans` for all apps. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import type { PlannedSubject, PlanRun } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { BUDGET_DIRECTIONS } from "../../domain/budget.ts";
import { DirectoryError } from "../../domain/error.ts";
import { findPerson } from "../../domain/person-row.ts";
import {
  applyPlan,
  cancelPlan,
  listPlanSubjects,
  listPlans,
  PLAN_PEOPLE_MAX,
  type PlanRow,
  peopleAwaited,
  planExcess,
  requirePlan,
  startPlan,
} from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";
import { proposalSchema, requireProposal } from "./proposal-body.ts";

const planSchema = z.object({
  proposal: proposalSchema.nullish(),
  personIds: z.array(z.string().max(200)).min(1).max(PLAN_PEOPLE_MAX).nullish(),
});
const applySchema = z.object({ approve: z.array(z.enum(BUDGET_DIRECTIONS)).max(BUDGET_DIRECTIONS.length).nullish() });
const SUBJECTS_PER_PAGE_MAX = 1_000;
const SUBJECTS_PER_PAGE = 100;
const NDJSON = "application/x-ndjson";
/** Apps that one call plans at most. */
const APPS_MAX = 200;

/** Routes below `/api/lockstep/v1/plans`. */
export function planRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post("/", async (context) => {
    const { rows } = await sql<{ id: AppId }>`
      select id from app where status = 'ACTIVE' and provisioning_enabled order by label limit ${APPS_MAX}`.execute(
      deps.database.kysely,
    );
    const items: PlanRun[] = [];
    for (const { id } of rows) {
      const plan = await startPlan(actOf(deps, context), { appId: id, personIds: null, proposal: null });
      items.push(await renderPlan(deps, plan));
    }
    return context.json({ items }, 202);
  });
  return routes;
}

/** Routes below `/api/lockstep/v1/apps/{appId}/plans`. */
export function appPlanRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);
  const planOf = async (context: Context<Env>) =>
    requirePlan(db, (await appOf(context)).id, context.req.param("planId") ?? "");

  routes.post("/", async (context) => {
    const body = await readJson(context, planSchema);
    const app = await appOf(context);
    const proposal = await requireProposal(deps, app, body.proposal ?? {});
    const personIds = body.personIds == null ? null : await requirePeople(deps, body.personIds);
    const plan = await startPlan(actOf(deps, context), { appId: app.id, personIds, proposal });
    return context.json(await renderPlan(deps, plan), 202);
  });

  routes.get("/", async (context) => {
    const plans = await listPlans(db, (await appOf(context)).id);
    return context.json({ items: await Promise.all(plans.map((plan) => renderPlan(deps, plan))) });
  });

  routes.get("/:planId", async (context) => context.json(await renderPlan(deps, await planOf(context))));

  routes.get("/:planId/actions", async (context) => {
    const plan = await planOf(context);
    if (context.req.header("accept")?.includes(NDJSON) === true) return streamSubjects(deps, plan.id);
    const { afterSeq, limit } = readSubjectPage(context);
    const items = await readSubjects(deps, { planId: plan.id, afterSeq, limit });
    return context.json({ items, next: items.length < limit ? null : (items.at(-1)?.seq ?? null) });
  });

  routes.post("/:planId/cancel", async (context) => {
    const plan = await planOf(context);
    return context.json(await renderPlan(deps, await cancelPlan(actOf(deps, context), plan.app_id, plan.id)));
  });

  routes.post("/:planId/apply", async (context) => {
    const { approve } = await readJson(context, applySchema);
    if ((approve ?? []).length > 0 && context.get("caller").via === "serviceApp") {
      throw new DirectoryError("E0000006", {
        causes: ["approve: What exceeds a budget is approved by a person; a service app applies plans within it."],
      });
    }
    const plan = await planOf(context);
    const ids = { appId: plan.app_id, planId: plan.id };
    return context.json(await applyPlan(actOf(deps, context), ids, approve ?? []));
  });
  return routes;
}

async function requirePeople(deps: HttpDeps, names: readonly string[]): Promise<readonly PersonId[]> {
  const people: PersonId[] = [];
  for (const name of names) people.push((await findPerson(deps.database.kysely, name)).id);
  return people;
}

function readSubjectPage(context: Context): { readonly afterSeq: string; readonly limit: number } {
  const after = context.req.query("after") || "0";
  const limit = Number(context.req.query("limit") || SUBJECTS_PER_PAGE);
  if (!/^\d{1,18}$/.test(after)) throw new DirectoryError("E0000029", { causes: ["after: Must be a page's `next`"] });
  if (!Number.isInteger(limit) || limit < 1) {
    throw new DirectoryError("E0000029", {
      causes: [`limit: Must be a whole number from 1 to ${SUBJECTS_PER_PAGE_MAX}`],
    });
  }
  return { afterSeq: after, limit: Math.min(limit, SUBJECTS_PER_PAGE_MAX) };
}

async function readSubjects(
  deps: HttpDeps,
  page: { readonly planId: string; readonly afterSeq: string; readonly limit: number },
): Promise<readonly PlannedSubject[]> {
  const rows = await listPlanSubjects(deps.database.kysely, page);
  return rows.map(({ seq, kind, source_id, name, actions, blocked, applied }) => ({
    seq,
    kind,
    id: source_id,
    name,
    actions,
    after: peopleAwaited(actions),
    blocked,
    applied,
  }));
}

/** All subjects, a line each; a page is read when the reader has taken the one before it. */
function streamSubjects(deps: HttpDeps, planId: string): Response {
  const encoder = new TextEncoder();
  let afterSeq = "0";
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const items = await readSubjects(deps, { planId, afterSeq, limit: SUBJECTS_PER_PAGE });
      afterSeq = items.at(-1)?.seq ?? afterSeq;
      if (items.length > 0)
        controller.enqueue(encoder.encode(items.map((item) => `${JSON.stringify(item)}\n`).join("")));
      if (items.length < SUBJECTS_PER_PAGE) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": NDJSON, "cache-control": "no-store" } });
}

async function renderPlan(deps: HttpDeps, row: PlanRow): Promise<PlanRun> {
  const now = new Date(deps.clock.now());
  const isOpen = row.state === "QUEUED" || row.state === "RUNNING";
  const spentMs = row.started_at === null ? 0 : (row.finished_at ?? now).getTime() - row.started_at.getTime();
  return {
    id: row.id,
    app: { id: row.app_id, label: row.app_label },
    personIds: row.person_ids,
    proposal: row.proposal,
    state: row.state,
    total: row.total,
    scanned: row.scanned,
    rate: spentMs > 0 ? Math.round((row.scanned * 1000) / spentMs) : null,
    summary: row.summary,
    overBudget: isOpen || row.applied_at !== null ? [] : [...(await planExcess(deps.database.kysely, row, now))],
    error: row.error,
    created: toInstant(row.created_at),
    finished: toInstantOrNull(row.finished_at),
    applied: toInstantOrNull(row.applied_at),
  };
}
