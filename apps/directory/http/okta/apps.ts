/** `/api/v1/apps` (okta-management-api §9.2). */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { type AppSettings, createApp, deleteApp, requireApp, setAppStatus, updateApp } from "../../domain/apps.ts";
import { DirectoryError } from "../../domain/error.ts";
import { appExcess, exceedsBudget } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { renderApp } from "../render/app.ts";
import { listApps, renderApps } from "./list-apps.ts";

const labelSchema = z
  .string()
  .max(100, "Must be at most 100 characters long")
  .refine((label) => label.trim() !== "", "The field cannot be left blank");
const templateSchema = z.object({
  template: z.string().nullish(),
  type: z.enum(["BUILT_IN", "CUSTOM", "NONE", ""]).nullish(),
  pushStatus: z.enum(["PUSH", "DONT_PUSH", "NOT_CONFIGURED"]).nullish(),
  userSuffix: z.string().max(100, "Must be at most 100 characters long").nullish(),
});
const appSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,99}$/, "Must be lower-case letters, digits and underscores")
    .optional(),
  label: labelSchema,
  // People do not sign in to apps through the directory: this is the one mode whose fields are served.
  signOnMode: z
    .literal("AUTO_LOGIN", "Only AUTO_LOGIN is offered: the directory provisions, it does not sign people in to apps")
    .optional(),
  credentials: z.object({ userNameTemplate: templateSchema.nullish() }).nullish(),
  visibility: z
    .object({
      autoSubmitToolbar: z.boolean().nullish(),
      hide: z.object({ iOS: z.boolean().nullish(), web: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
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
    const app = await requireApp(deps.database.kysely, appIdOf(context));
    return context.json((await renderApps(deps, context, [app]))[0]);
  });

  routes.put("/:appId", async (context) => {
    const settings = settingsOf(await readJson(context, appSchema));
    const holds = context.req.query("overBudget")?.toLowerCase() === "hold";
    if (!holds) await assertNotOver(deps, appIdOf(context), settings);
    const app = await updateApp(actOf(deps, context), appIdOf(context), settings);
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

/** Asked before anything is saved: another user name format or dialect may overwrite what everybody's account holds. */
async function assertNotOver(deps: HttpDeps, appId: AppId, settings: AppSettings): Promise<void> {
  const excess = await appExcess(deps, appId, settings);
  if (excess === undefined) return;
  throw exceedsBudget(
    `overBudget: ${excess.message} Save it with ?overBudget=hold: what it overwrites then waits for an approval. Or make a plan of it (POST /api/lockstep/v1/apps/${appId}/plans) and apply that.`,
  );
}

function settingsOf(body: AppBody): AppSettings {
  const template = body.credentials?.userNameTemplate;
  const provisioning = body.settings?.provisioning;
  const { autoSubmitToolbar, hide } = body.visibility ?? {};
  return {
    label: body.label,
    ...(template === null || template === undefined ? {} : { userName: userNameOf(template) }),
    ...(typeof provisioning?.dialect === "string" ? { dialect: provisioning.dialect } : {}),
    ...(typeof provisioning?.renameAppGroups === "boolean" ? { renameAppGroups: provisioning.renameAppGroups } : {}),
    visibility: {
      hideWeb: hide?.web ?? undefined,
      hideIos: hide?.iOS ?? undefined,
      autoSubmitToolbar: autoSubmitToolbar ?? undefined,
    },
  };
}

function userNameOf(template: z.infer<typeof templateSchema>): NonNullable<AppSettings["userName"]> {
  const type = template.type === "" ? "NONE" : (template.type ?? "BUILT_IN");
  const push = template.pushStatus === "NOT_CONFIGURED" ? "DONT_PUSH" : (template.pushStatus ?? undefined);
  return { type, template: template.template ?? `\${source.login}`, push, suffix: template.userSuffix };
}
