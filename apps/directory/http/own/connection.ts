/** The Integration page: `/api/lockstep/v1/apps/{id}/connection`, and Okta's `/api/v1/apps/{id}/connections/default` (okta-management-api §9.6). */
import type { AppId } from "@lockstep/ports";
import type { DoctorReport, DoctorStep } from "@lockstep/scim-client";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Connection, ConnectionInput } from "../../contract.ts";
import { type AppRow, requireApp } from "../../domain/apps.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import { saveConnection, testConnection } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstantOrNull } from "../render/instant.ts";
import { streamWhenAsked } from "../stream-steps.ts";

const text = z.string().max(2048, "Must be at most 2048 characters long");
const oauthSchema = z.object({
  tokenUrl: text.nullish(),
  clientId: text.nullish(),
  clientSecret: text.nullish(),
  scope: text.nullish(),
  audience: text.nullish(),
  clientAuth: z.enum(["client_secret_basic", "client_secret_post"]).nullish(),
});
const connectionSchema = z.object({
  baseUrl: text.nullish(),
  authScheme: z.enum(["BASIC", "TOKEN", "HEADER", "OAUTH"]).nullish(),
  username: text.nullish(),
  password: text.nullish(),
  token: text.nullish(),
  headerName: text.nullish(),
  headerValue: text.nullish(),
  oauth: oauthSchema.nullish(),
  enabled: z.boolean().nullish(),
});

/** Routes below `/api/lockstep/v1/apps/{appId}/connection`. */
export function connectionRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => context.json(renderConnection(await appOf(deps, context))));

  routes.put("/", async (context) => {
    const body = await readJson(context, connectionSchema);
    return context.json(await save(deps, context, toInput(await appOf(deps, context), body)));
  });

  routes.post("/test", async (context) => {
    const body = await readJson(context, connectionSchema);
    const app = await appOf(deps, context);
    const isSavedMeant = Object.values(body).every((value) => value === undefined || value === null);
    const input = isSavedMeant ? undefined : toInput(app, body);
    const { signal } = context.req.raw;
    const test = (onStep: (step: DoctorStep) => void) => testConnection(deps, app.id, input, { onStep, signal });
    return (await streamWhenAsked(deps, context, test)) ?? context.json(await test(() => undefined));
  });
  return routes;
}

function appOf(deps: HttpDeps, context: Context<Env>): Promise<AppRow> {
  return requireApp(deps.database.kysely, context.req.param("appId") as AppId);
}

/** What is left out is what was saved. */
function toInput(app: AppRow, body: z.infer<typeof connectionSchema>): ConnectionInput {
  const { baseUrl, authScheme, oauth, ...rest } = body;
  return {
    baseUrl: baseUrl ?? app.base_url ?? "",
    authScheme: authScheme ?? app.auth_scheme ?? "BASIC",
    ...present(rest),
    ...(oauth === undefined || oauth === null ? {} : { oauth: present(oauth) }),
  };
}

/** The keys that have a value. */
function present<Body extends object>(body: Body): { [Key in keyof Body]?: NonNullable<Body[Key]> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null)) as {
    [Key in keyof Body]?: NonNullable<Body[Key]>;
  };
}

/** Tests and stores; E0000059 with the failed step and its remedy when the test fails. */
async function save(deps: HttpDeps, context: Context<Env>, input: ConnectionInput): Promise<Connection> {
  const app = await appOf(deps, context);
  const { saved, report } = await saveConnection(actOf(deps, context), app.id, input);
  if (!saved) throw testFailed(report);
  return { ...renderConnection(await appOf(deps, context)), report };
}

function testFailed(report: DoctorReport): DirectoryError {
  const causes = report.steps
    .filter((step) => step.status === "failed")
    .map((step) => `${step.name}: ${step.message}${step.remedy === undefined ? "" : ` ${step.remedy}`}`);
  return new DirectoryError("E0000059", { causes, extra: { report } });
}

function renderConnection(app: AppRow): Connection {
  return {
    enabled: app.provisioning_enabled,
    baseUrl: app.base_url,
    authScheme: app.auth_scheme,
    username: app.auth_username,
    headerName: app.auth_settings.headerName ?? null,
    oauth: app.auth_settings.oauth ?? null,
    hasSecret: app.auth_secret_sealed !== null,
    status: app.connection_status,
    testedAt: toInstantOrNull(app.connection_tested_at),
  };
}

const oktaSchema = z.object({
  baseUrl: text.nullish(),
  profile: z.object({ authScheme: z.string(), token: text.nullish() }),
});

/** Okta's routes below `/api/v1/apps/{appId}/connections/default`. */
export function oktaConnectionRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const answer = (context: Context<Env>, app: AppRow) => context.json(renderOkta(app, deps.publicBaseUrl()));

  routes.get("/", async (context) => answer(context, await appOf(deps, context)));

  routes.post("/", async (context) => {
    const body = await readJson(context, oktaSchema);
    if (body.profile.authScheme !== "TOKEN") throw invalidField("authScheme", "Only TOKEN is supported here");
    const app = await appOf(deps, context);
    const enabled = app.provisioning_enabled || context.req.query("activate")?.toLowerCase() === "true";
    await save(deps, context, {
      baseUrl: body.baseUrl ?? app.base_url ?? "",
      authScheme: "TOKEN",
      ...(typeof body.profile.token === "string" ? { token: body.profile.token } : {}),
      enabled,
    });
    return answer(context, await appOf(deps, context));
  });

  routes.post("/lifecycle/:operation", async (context) => {
    const { operation } = context.req.param();
    if (operation !== "activate" && operation !== "deactivate") throw new DirectoryError("E0000008");
    const app = await appOf(deps, context);
    if (app.base_url === null || app.auth_scheme === null)
      throw invalidField("connection", "The app has no connection yet");
    await save(deps, context, {
      baseUrl: app.base_url,
      authScheme: app.auth_scheme,
      enabled: operation === "activate",
    });
    return context.body(null, 204);
  });
  return routes;
}

function renderOkta(app: AppRow, publicBaseUrl: string) {
  const href = `${publicBaseUrl}/api/v1/apps/${app.id}/connections/default`;
  const lifecycle = app.connection_status === "ENABLED" ? "deactivate" : "activate";
  const authScheme = app.auth_scheme ?? "UNKNOWN";
  return {
    profile: { authScheme },
    status: app.auth_scheme === null ? "UNKNOWN" : app.connection_status,
    authScheme,
    baseUrl: app.base_url,
    _links: {
      self: { href, hints: { allow: ["GET", "POST"] } },
      [lifecycle]: { href: `${href}/lifecycle/${lifecycle}` },
    },
  };
}
