/** `/api/lockstep/v1/apps/{id}/mappings`: the table, its check, and a live preview for one person. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { MappableAttribute, Mapping } from "../../contract.ts";
import type { Act } from "../../domain/act.ts";
import { attributesOfApp } from "../../domain/app-schema.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError, invalid, invalidField } from "../../domain/error.ts";
import { expressionNames } from "../../domain/expression-names.ts";
import { byPath, mappingFaults, refuseFaults } from "../../domain/mapping-rules.ts";
import { listMappings, replaceMappings } from "../../domain/mappings.ts";
import {
  applyPlan,
  assertWithinBudget,
  previewExpression,
  previewMappings,
  requirePlan,
} from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { optionalText, readJson } from "../read-body.ts";

const MAPPINGS_MAX = 200;

const mappingSchema = z.object({
  attribute: z.string().min(1, "The field cannot be left blank").max(255, "Must be at most 255 characters long"),
  expression: z.string().max(1024, "Must be at most 1024 characters long").default(""),
  pushStatus: z.enum(["PUSH", "DONT_PUSH"]),
  source: z.enum(["EXPRESSION", "CONSTANT", "GROUP"]).optional(),
});
const itemsSchema = z.array(mappingSchema).max(MAPPINGS_MAX);
const mappingsSchema = z.object({ items: itemsSchema, plan: optionalText });
const previewSchema = z.object({
  expression: z.string().max(1024).optional(),
  /** What the expression is for: it is then checked as it is when it is saved. */
  attribute: z.string().max(255).optional(),
  items: itemsSchema.optional(),
  personId: z.string(),
});

/** Rows of a table as a body gives them, checked in shape only. */
export const mappingItemsSchema = itemsSchema;

/** A body's rows as mappings. */
export function toMappings(items: z.infer<typeof itemsSchema>): readonly Mapping[] {
  return items.map(({ source, ...mapping }) => (source === undefined ? mapping : { ...mapping, source }));
}

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function mappingRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);

  routes.get("/mappings", async (context) => {
    const app = await appOf(context);
    const attributes: readonly MappableAttribute[] = attributesOfApp(app.custom_attributes).map(
      ({ path, name, title, description, type, required, isBase }) => {
        return { path, name, title, description, type, required, isBase };
      },
    );
    return context.json({ items: await listMappings(db, app.id), attributes });
  });

  routes.put("/mappings", async (context) => {
    const { items, plan } = await readJson(context, mappingsSchema);
    const app = await appOf(context);
    const mappings = byPath(toMappings(items), app.custom_attributes);
    const names = await expressionNames(db, app);
    refuseFaults(mappingFaults(mappings, { custom: app.custom_attributes, names }));
    if (typeof plan === "string") await saveByPlan(actOf(deps, context), app.id, { mappings, planId: plan });
    else {
      await assertWithinBudget(deps, app.id, { mappings });
      await replaceMappings(actOf(deps, context), app.id, mappings);
    }
    return context.json({ items: await listMappings(db, app.id) });
  });

  routes.post("/mappings/preview", async (context) => {
    const { expression, attribute, items, personId } = await readJson(context, previewSchema);
    const app = await appOf(context);
    const id = personId as PersonId;
    if (expression === undefined) {
      const mappings = items === undefined ? undefined : byPath(toMappings(items), app.custom_attributes);
      return context.json(await previewMappings(deps, app, { personId: id, mappings }));
    }
    if (attribute !== undefined) {
      const [mapping] = byPath([{ attribute, expression, pushStatus: "PUSH" }], app.custom_attributes);
      const rules = { custom: app.custom_attributes, names: await expressionNames(db, app) };
      const [fault] = mapping === undefined ? [] : mappingFaults([mapping], rules);
      if (fault !== undefined) throw expressionFault(fault);
    }
    const value = await previewExpression(deps, app, { personId: id, expression });
    if (!value.ok) throw expressionFault(value.problem);
    return context.json({ value: value.value });
  });
  return routes;
}

/** Saves mappings of which a plan was looked at: the plan is applied, and passes the budget as far as it goes. */
async function saveByPlan(
  act: Act,
  appId: AppId,
  change: { readonly mappings: readonly Mapping[]; readonly planId: string },
): Promise<void> {
  const { proposal } = await requirePlan(act.database.kysely, appId, change.planId);
  const isSame =
    Object.keys(proposal ?? {}).join() === "mappings" && sameMappings(proposal?.mappings ?? [], change.mappings);
  if (!isSame) throw invalidField("plan", "The plan is of other settings: make one with exactly these mappings");
  await applyPlan(act, { appId, planId: change.planId }, ["attributeOverwrites"]);
}

function sameMappings(left: readonly Mapping[], right: readonly Mapping[]): boolean {
  const text = (mappings: readonly Mapping[]) =>
    JSON.stringify(
      mappings.map(({ attribute, expression, pushStatus, source = "EXPRESSION" }) => [
        attribute,
        expression,
        pushStatus,
        source,
      ]),
    );
  return text(left) === text(right);
}

function expressionFault(problem: {
  readonly message: string;
  readonly position?: number | undefined;
  readonly end?: number | undefined;
}): DirectoryError {
  const place = problem.position === undefined ? "" : ` (position ${problem.position})`;
  const refusal = invalid("expression", [`expression: ${problem.message}${place}`]);
  return new DirectoryError("E0000001", {
    summary: refusal.message,
    causes: refusal.causes,
    extra: { position: problem.position ?? null, end: problem.end ?? null },
  });
}
