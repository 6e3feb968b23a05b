/** `/api/v1/groups/rules` (okta-management-api §8). */
import type { GroupId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import { invalidField } from "../../domain/error.ts";
import {
  activateRule,
  createRule,
  deactivateRule,
  deleteRule,
  type RuleInput,
  updateRule,
} from "../../domain/group-rules/change-rules.ts";
import { RULE_COLUMNS, type RuleRow, requireRule } from "../../domain/group-rules/rule-row.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { readJson } from "../read-body.ts";
import { renderRule } from "../render/group-rule.ts";

const GROUPS_MAX = 100;
const EXCLUDED_MAX = 1000;

const ruleSchema = z.object({
  type: z.literal("group_rule", "Must be group_rule").optional(),
  name: z
    .string("The field cannot be left blank")
    .trim()
    .min(1, "The field cannot be left blank")
    .max(50, "Must be at most 50 characters long"),
  conditions: z.object({
    people: z
      .object({
        users: z.object({ exclude: z.array(z.string()).max(EXCLUDED_MAX).nullish() }).nullish(),
        groups: z
          .object({ exclude: z.array(z.string()).max(0, "Groups cannot be excluded; exclude people").nullish() })
          .nullish(),
      })
      .nullish(),
    expression: z.object({
      type: z.literal("urn:okta:expression:1.0", "Must be urn:okta:expression:1.0").optional(),
      value: z
        .string()
        .trim()
        .min(1, "The field cannot be left blank")
        .max(4096, "Must be at most 4096 characters long"),
    }),
  }),
  actions: z.object({
    assignUserToGroups: z.object({
      groupIds: z
        .array(z.string())
        .min(1, "Name at least one group")
        .max(GROUPS_MAX, `Name at most ${GROUPS_MAX} groups`),
    }),
  }),
});

/** Routes below `/api/v1/groups/rules`. */
export function groupRuleRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const idOf = (context: Context) => context.req.param("ruleId") ?? "";
  const render = async (context: Context, rules: readonly RuleRow[]) => {
    const names = context.req.query("expand") === "groupIdToGroupNameMap" ? await groupNames(deps, rules) : undefined;
    return rules.map((rule) => renderRule(rule, deps.publicBaseUrl(), names));
  };
  const one = async (context: Context, rule: RuleRow) => context.json((await render(context, [rule]))[0]);

  routes.get("/", async (context) => {
    const page = readPage(context, { byDefault: 50, max: 200 });
    const search = context.req.query("search")?.trim() ?? "";
    const { rows } = await sql<RuleRow>`
      select ${RULE_COLUMNS} from group_rule
      where removal is null and strpos(lower(name), lower(${search})) > 0 and ${afterCreation("group_rule", page.after)}
      order by created_at, id limit ${page.limit + 1}`.execute(deps.database.kysely);
    const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    return context.json(await render(context, cut.rows));
  });

  routes.post("/", async (context) => one(context, await createRule(actOf(deps, context), await readRule(context))));

  routes.get("/:ruleId", async (context) => one(context, await requireRule(deps.database.kysely, idOf(context))));

  routes.put("/:ruleId", async (context) =>
    one(context, await updateRule(actOf(deps, context), idOf(context), await readRule(context))),
  );

  routes.delete("/:ruleId", async (context) => {
    const removeUsers = context.req.query("removeUsers")?.toLowerCase() ?? "false";
    if (removeUsers !== "true" && removeUsers !== "false") throw invalidField("removeUsers", "Must be true or false");
    await deleteRule(actOf(deps, context), idOf(context), { removeUsers: removeUsers === "true" });
    return context.body(null, 202);
  });

  routes.post("/:ruleId/lifecycle/activate", async (context) => {
    await activateRule(actOf(deps, context), idOf(context));
    return context.body(null, 204);
  });

  routes.post("/:ruleId/lifecycle/deactivate", async (context) => {
    await deactivateRule(actOf(deps, context), idOf(context));
    return context.body(null, 204);
  });
  return routes;
}

async function readRule(context: Context<Env>): Promise<RuleInput> {
  const body = await readJson(context, ruleSchema);
  return {
    name: body.name,
    expression: body.conditions.expression.value,
    groupIds: [...new Set(body.actions.assignUserToGroups.groupIds)] as GroupId[],
    excluded: [...new Set(body.conditions.people?.users?.exclude)] as PersonId[],
  };
}

async function groupNames(deps: HttpDeps, rules: readonly RuleRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = rules.flatMap((rule) => rule.group_ids);
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from person_group where id = any(${ids}::text[])`.execute(deps.database.kysely);
  return new Map(rows.map((row) => [row.id, row.name]));
}
