/** `/api/lockstep/v1/budget` and `/apps/{id}/budget`: how much may be taken away without a person, and what waits for one. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { BudgetHold } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { type BudgetChange, WINDOW_HOURS_MAX } from "../../domain/budget.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import {
  decideHold,
  type HoldRow,
  listHoldSubjects,
  listHolds,
  readBudget,
  readDefaultBudget,
  requireHold,
  wordsOfExcess,
  writeAppBudget,
  writeDefaultBudget,
} from "../../provisioning/index.ts";
import type { Words } from "../../words/index.ts";
import { appLimitOf } from "../authorise.ts";
import { actOf, type Env, type HttpDeps, wordsOf } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";

const COUNT_MAX = 100_000_000;
const ruleSchema = z
  .strictObject({
    percent: z.number().min(0).max(100).nullable(),
    count: z.number().int().min(0).max(COUNT_MAX).nullable(),
    from: z.number().int().min(1).max(COUNT_MAX),
  })
  .partial();
const budgetSchema = z
  .strictObject({
    deactivations: ruleSchema,
    membershipRemovals: ruleSchema,
    attributeOverwrites: ruleSchema,
    windowHours: z.number().int().min(1).max(WINDOW_HOURS_MAX),
  })
  .partial();
const STATES = ["OPEN", "APPROVED", "REJECTED", "LAPSED"] as const;
const SUBJECTS_PER_PAGE = 500;

/** Routes below `/api/lockstep/v1/budget`. */
export function budgetRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;

  routes.get("/", async (context) => context.json(await readDefaultBudget(db)));
  routes.put("/", async (context) => {
    const change = toChange(await readJson(context, budgetSchema));
    return context.json(await writeDefaultBudget(actOf(deps, context), change));
  });

  routes.get("/holds", async (context) => {
    const text = context.req.query("state") || undefined;
    const state = STATES.find((known) => known === text);
    if (text !== undefined && state === undefined) throw invalidField("state", `Must be one of ${STATES.join(", ")}`);
    const holds = await listHolds(db, {
      state,
      appId: context.req.query("appId") || undefined,
      appLimit: appLimitOf(context),
    });
    return context.json({ items: await Promise.all(holds.map((hold) => renderHold(deps, hold, wordsOf(context)))) });
  });
  routes.get("/holds/:holdId", async (context) =>
    context.json(await renderHold(deps, await requireHold(db, context.req.param("holdId")), wordsOf(context))),
  );
  routes.get("/holds/:holdId/subjects", async (context) => {
    const hold = await requireHold(db, context.req.param("holdId"));
    const page = readPage(context);
    const rows = await listHoldSubjects(db, { holdId: hold.id, ...page });
    return context.json({
      items: rows.map(({ kind, source_id, name, amount, moved }) => ({ kind, id: source_id, name, amount, moved })),
      next: rows.length < page.limit ? null : (rows.at(-1)?.subject_id ?? null),
    });
  });
  routes.post("/holds/:holdId/approve", async (context) =>
    context.json(await decideHold(actOf(deps, context), context.req.param("holdId"), "APPROVED")),
  );
  routes.post("/holds/:holdId/reject", async (context) =>
    context.json(await decideHold(actOf(deps, context), context.req.param("holdId"), "REJECTED")),
  );
  return routes;
}

/** Routes below `/api/lockstep/v1/apps/{appId}/budget`. */
export function appBudgetRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/", async (context) => context.json(await readBudget(deps.database.kysely, (await appOf(context)).id)));
  routes.put("/", async (context) => {
    const change = toChange(await readJson(context, budgetSchema));
    const app = await appOf(context);
    const stored = Object.keys(change).length === 0 ? null : change;
    return context.json(await writeAppBudget(actOf(deps, context), app.id, stored));
  });
  return routes;
}

/** What was given, and nothing else: what is left out comes from the level above. */
function toChange(body: z.infer<typeof budgetSchema>): BudgetChange {
  return JSON.parse(JSON.stringify(body)) as BudgetChange;
}

function readPage(context: Context): { readonly afterId: string; readonly limit: number } {
  const limit = Number(context.req.query("limit") || SUBJECTS_PER_PAGE);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new DirectoryError("E0000029", { causes: [`limit: Must be a whole number from 1 to ${SUBJECTS_PER_PAGE}`] });
  }
  return { afterId: context.req.query("after") ?? "", limit: Math.min(limit, SUBJECTS_PER_PAGE) };
}

async function renderHold(deps: HttpDeps, row: HoldRow, words: Words): Promise<BudgetHold> {
  const { direction, affected, done, population, allowance } = row;
  const budget = await readBudget(deps.database.kysely, row.app_id);
  return {
    id: row.id,
    app: { id: row.app_id, label: row.app_label },
    direction,
    state: row.state,
    message: wordsOfExcess({ budget, direction, affected, done, population, allowance }, words.budget),
    affected,
    done,
    population,
    allowance,
    created: toInstant(row.created_at),
    decided: toInstantOrNull(row.decided_at),
    decidedBy: row.decided_by?.displayName ?? null,
  };
}
