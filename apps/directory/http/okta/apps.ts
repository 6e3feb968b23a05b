/** `/api/v1/apps` (okta-management-api §9.2). */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import {
  APP_COLUMNS,
  type AppRow,
  type AppSettings,
  createApp,
  deleteApp,
  requireApp,
  setAppStatus,
  updateApp,
} from "../../domain/apps.ts";
import { DirectoryError } from "../../domain/error.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { compileQuery, type Field } from "../query/compile-query.ts";
import { readJson } from "../read-body.ts";
import { renderApp } from "../render/app.ts";

const labelSchema = z
  .string()
  .max(100, "Must be at most 100 characters long")
  .refine((label) => label.trim() !== "", "The field cannot be left blank");
const templateSchema = z.object({
  template: z.string().nullish(),
  type: z.enum(["BUILT_IN", "CUSTOM", "NONE", ""]).nullish(),
  pushStatus: z.enum(["PUSH", "DONT_PUSH", "NOT_CONFIGURED"]).nullish(),
});
const appSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,99}$/, "Must be lower-case letters, digits and underscores")
    .optional(),
  label: labelSchema,
  credentials: z.object({ userNameTemplate: templateSchema.nullish() }).nullish(),
  settings: z
    .object({
      provisioning: z.object({ dialect: z.string().nullish(), renameAppGroups: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
});
type AppBody = z.infer<typeof appSchema>;

/** Routes below `/api/v1/apps`. */
export function appRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appIdOf = (context: Context) => context.req.param("appId") as AppId;

  routes.get("/", (context) => listApps(deps, context));

  routes.post("/", async (context) => {
    const body = await readJson(context, appSchema);
    const activate = context.req.query("activate")?.toLowerCase() !== "false";
    const app = await createApp(actOf(deps, context), {
      ...settingsOf(body),
      label: body.label,
      name: body.name,
      activate,
    });
    return context.json(renderApp(app, deps.publicBaseUrl()));
  });

  routes.get("/:appId", async (context) => {
    return context.json(renderApp(await requireApp(deps.database.kysely, appIdOf(context)), deps.publicBaseUrl()));
  });

  routes.put("/:appId", async (context) => {
    const body = await readJson(context, appSchema);
    const app = await updateApp(actOf(deps, context), appIdOf(context), settingsOf(body));
    return context.json(renderApp(app, deps.publicBaseUrl()));
  });

  routes.delete("/:appId", async (context) => {
    await deleteApp(actOf(deps, context), appIdOf(context));
    return context.body(null, 204);
  });

  routes.post("/:appId/lifecycle/:operation", async (context) => {
    const { operation } = context.req.param();
    if (operation !== "activate" && operation !== "deactivate") throw new DirectoryError("E0000008");
    await setAppStatus(actOf(deps, context), appIdOf(context), operation === "activate" ? "ACTIVE" : "INACTIVE");
    return context.json({});
  });
  return routes;
}

function settingsOf(body: AppBody): AppSettings {
  const template = body.credentials?.userNameTemplate;
  const provisioning = body.settings?.provisioning;
  return {
    label: body.label,
    ...(template === null || template === undefined ? {} : { userName: userNameOf(template) }),
    ...(typeof provisioning?.dialect === "string" ? { dialect: provisioning.dialect } : {}),
    ...(typeof provisioning?.renameAppGroups === "boolean" ? { renameAppGroups: provisioning.renameAppGroups } : {}),
  };
}

function userNameOf(template: z.infer<typeof templateSchema>): NonNullable<AppSettings["userName"]> {
  const type = template.type === "" ? "NONE" : (template.type ?? "BUILT_IN");
  const push = template.pushStatus === "NOT_CONFIGURED" ? "DONT_PUSH" : (template.pushStatus ?? undefined);
  return { type, template: template.template ?? `\${source.login}`, push };
}

const FIELDS: Readonly<Record<string, Field>> = {
  id: { kind: "text", sql: sql.ref("app.id") },
  status: { kind: "text", sql: sql.ref("app.status") },
  name: { kind: "text", sql: sql.ref("app.name") },
  label: { kind: "text", sql: sql.ref("app.label") },
};

async function listApps(deps: HttpDeps, context: Context<Env>): Promise<Response> {
  const page = readPage(context, { byDefault: 20, max: 200 });
  const { rows } = await sql<AppRow>`
    select ${APP_COLUMNS} from app where ${readCondition(context)} and ${afterCreation("app", page.after)}
    order by app.created_at, app.id limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
  setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
  return context.json(cut.rows.map((app) => renderApp(app, deps.publicBaseUrl())));
}

function readCondition(context: Context): RawBuilder<unknown> {
  const filter = context.req.query("filter") || undefined;
  const q = context.req.query("q") || undefined;
  if (filter !== undefined && q !== undefined) throw new DirectoryError("E0000033");
  if (filter !== undefined) {
    const field = (path: string) => (Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined);
    return compileQuery(filter, { field, isCaseSensitive: true, errorCode: "E0000031" });
  }
  if (q === undefined) return sql`true`;
  return sql`(starts_with(lower(app.label), lower(${q}::text)) or starts_with(lower(app.name), lower(${q}::text)))`;
}
