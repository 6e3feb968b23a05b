/** `/api/lockstep/v1/settings`: what concerns the directory as a whole; and the preview of a group rule. */
import { Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import type { DirectorySettings } from "../../contract.ts";
import { eventOf } from "../../domain/act.ts";
import { previewRule } from "../../domain/group-rules/preview-rule.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const COMPANY_LENGTH_MAX = 100;
const EXPRESSION_LENGTH_MAX = 4096;
const settingsSchema = z.object({ companyName: z.string().trim().max(COMPANY_LENGTH_MAX) });
const previewSchema = z.object({
  expression: z
    .string()
    .trim()
    .min(1, "The field cannot be left blank")
    .max(EXPRESSION_LENGTH_MAX, `Must be at most ${EXPRESSION_LENGTH_MAX} characters long`),
});
/** Key of `instance_fact`. */
const COMPANY = "companyName";

/** Routes below `/api/lockstep/v1/settings`. */
export function settingsRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const read = async (): Promise<DirectorySettings> => {
    const { rows } = await sql<{ value: string }>`
      select value #>> '{}' as value from instance_fact where key = ${COMPANY}`.execute(deps.database.kysely);
    return { companyName: rows[0]?.value ?? "", rateFactor: deps.rateFactor };
  };

  routes.get("/", async (context) => context.json(await read()));

  routes.put("/", async (context) => {
    const { companyName } = await readJson(context, settingsSchema);
    const act = actOf(deps, context);
    await act.database.transaction(async (trx) => {
      await sql`
        insert into instance_fact (key, value) values (${COMPANY}, ${JSON.stringify(companyName)}::jsonb)
        on conflict (key) do update set value = excluded.value`.execute(trx);
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "system.settings.update",
          displayMessage: "Update settings of the directory",
          debug: { companyName },
        }),
      );
    });
    return context.json(await read());
  });
  return routes;
}

/** Routes below `/api/lockstep/v1/group-rules`. */
export function groupRulePreviewRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post("/preview", async (context) => {
    const { expression } = await readJson(context, previewSchema);
    return context.json(await previewRule(deps.database.kysely, expression));
  });
  return routes;
}
