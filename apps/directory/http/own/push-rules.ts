/** `/api/lockstep/v1/apps/{id}/push-rules`: groups that are pushed by what they are called (okta-client §3.8). */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { DirectoryError } from "../../domain/error.ts";
import {
  createPushRule,
  deletePushRule,
  type GroupsOfDeletedRule,
  type PushRuleIds,
  type PushRuleSettings,
  setPushRuleStatus,
  updatePushRule,
} from "../../domain/push-rules/change-rules.ts";
import { PUSH_CONDITIONS_MAX, PUSH_OPERATORS } from "../../domain/push-rules/conditions.ts";
import { previewPushRule } from "../../domain/push-rules/preview-rule.ts";
import { listPushRules, requirePushRule } from "../../domain/push-rules/rule-row.ts";
import { appOf } from "../app-of-path.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { cutPage, encodeCursor, readPage } from "../paging.ts";
import { readJson } from "../read-body.ts";
import { renderPushRule } from "../render/push-group.ts";

const PREVIEW_LIMITS = { byDefault: 100, max: 1000 };
const NAME_LENGTH_MAX = 100;
const VALUE_LENGTH_MAX = 255;

const conditionSchema = z.object({
  attribute: z.enum(["name", "description"]),
  operator: z.enum(PUSH_OPERATORS),
  value: z.string().max(VALUE_LENGTH_MAX),
  not: z.boolean().nullish(),
});

const selectionSchema = z.object({
  match: z.enum(["ALL", "ANY"]).nullish(),
  conditions: z
    .array(conditionSchema)
    .min(1, "Give at least one condition")
    .max(PUSH_CONDITIONS_MAX, `At most ${PUSH_CONDITIONS_MAX} conditions`),
  memberships: z.enum(["NOW", "LATER"]).nullish(),
  whenUnmatched: z.enum(["KEEP", "UNLINK", "DELETE"]).nullish(),
  assign: z.boolean().nullish(),
});

const ruleSchema = selectionSchema.extend({
  name: z
    .string()
    .trim()
    .min(1, "The field cannot be left blank")
    .max(NAME_LENGTH_MAX, `Must be at most ${NAME_LENGTH_MAX} characters long`),
  status: z.enum(["ACTIVE", "INACTIVE"]).nullish(),
});

/** Routes below `/api/lockstep/v1/apps/{appId}/push-rules`. */
export function pushRuleRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const idsOf = async (context: Context<Env>): Promise<PushRuleIds> => ({
    appId: (await appOf(deps, context)).id,
    id: context.req.param("ruleId") ?? "",
  });

  routes.get("/", async (context) => {
    const rules = await listPushRules(db, (await appOf(deps, context)).id);
    return context.json({ items: rules.map(renderPushRule) });
  });

  routes.post("/", async (context) => {
    const body = await readJson(context, ruleSchema);
    const input = { settings: toSettings(body), status: body.status ?? "ACTIVE" };
    const rule = await createPushRule(actOf(deps, context), (await appOf(deps, context)).id, input);
    return context.json(renderPushRule(rule), 201);
  });

  routes.post("/preview", async (context) => context.json(await preview(deps, context)));

  routes.get("/:ruleId", async (context) =>
    context.json(renderPushRule(await requirePushRule(db, await idsOf(context)))),
  );

  routes.put("/:ruleId", async (context) => {
    const settings = toSettings(await readJson(context, ruleSchema));
    return context.json(renderPushRule(await updatePushRule(actOf(deps, context), await idsOf(context), settings)));
  });

  for (const [name, status] of [
    ["activate", "ACTIVE"],
    ["deactivate", "INACTIVE"],
  ] as const) {
    routes.post(`/:ruleId/${name}`, async (context) => {
      const rule = await setPushRuleStatus(actOf(deps, context), await idsOf(context), status);
      return context.json(renderPushRule(rule));
    });
  }

  routes.delete("/:ruleId", async (context) => {
    const groups = CHOICES.find((choice) => choice === context.req.query("groups")?.toLowerCase());
    if (groups === undefined) {
      throw new DirectoryError("E0000028", {
        causes: [
          "groups: The parameter is required: keep (pushed by name from now on), leave (unlinked) or delete (in the app too)",
        ],
      });
    }
    return context.json({ groups: await deletePushRule(actOf(deps, context), await idsOf(context), groups) });
  });
  return routes;
}

const CHOICES: readonly GroupsOfDeletedRule[] = ["keep", "leave", "delete"];

function toSettings(body: z.infer<typeof ruleSchema>): PushRuleSettings {
  return { ...toSelection(body), name: body.name, pushMembers: body.memberships !== "LATER" };
}

function toSelection(body: z.infer<typeof selectionSchema>): Omit<PushRuleSettings, "name" | "pushMembers"> {
  return {
    match: body.match ?? "ALL",
    conditions: body.conditions.map((condition) => ({ ...condition, not: condition.not ?? false })),
    whenUnmatched: body.whenUnmatched ?? "KEEP",
    assigns: body.assign ?? undefined,
  };
}

async function preview(deps: HttpDeps, context: Context<Env>) {
  const page = readPage(context, PREVIEW_LIMITS);
  const body = await readJson(context, selectionSchema.extend({ id: z.string().nullish() }));
  const appId = (await appOf(deps, context)).id;
  const ruleId = body.id ?? undefined;
  const selection = toSelection(body);
  // What is left out stays as it is.
  const before = ruleId === undefined ? undefined : await requirePushRule(deps.database.kysely, { appId, id: ruleId });
  const rule = { ...selection, assigns: selection.assigns ?? before?.assigns ?? false, appId, ruleId };
  const { rows, counts } = await previewPushRule(deps.database.kysely, rule, page);
  const cut = cutPage(rows, page, (row) => ({ key: row.name_key, id: row.group_id }));
  const items = cut.rows.map((row) => ({
    groupId: row.group_id,
    groupName: row.name,
    groupDescription: row.description,
    members: row.members,
    effect: row.effect,
  }));
  return { counts, items, next: cut.next === undefined ? null : encodeCursor(cut.next) };
}
