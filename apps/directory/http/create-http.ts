/** The HTTP side as one function: health, API, console. Everything below `/api` is refused without a token or session. */
import { createTraceparent, parseTraceparent } from "@lockstep/ports";
import { Hono } from "hono";
import { sql } from "kysely";
import { DirectoryError } from "../domain/error.ts";
import { createId } from "../domain/ids.ts";
import { createInbound, INBOUND_PATH } from "../inbound/create-inbound.ts";
import type { PassportOffice } from "../provisioning/passport/passport-office.ts";
import { authenticate } from "./authenticate.ts";
import { authorise } from "./authorise.ts";
import { createConsoleFiles } from "./console-files.ts";
import type { Env, HttpDeps } from "./env.ts";
import { toErrorResponse } from "./error-response.ts";
import { oktaApiTokenRoutes } from "./okta/api-tokens.ts";
import { appGroupRoutes } from "./okta/app-groups.ts";
import { appSchemaRoutes } from "./okta/app-schema.ts";
import { appUserRoutes } from "./okta/app-users.ts";
import { appRoutes } from "./okta/apps.ts";
import { featureRoutes } from "./okta/features.ts";
import { groupRuleRoutes } from "./okta/group-rules.ts";
import { groupRoutes } from "./okta/groups.ts";
import { logRoutes } from "./okta/logs.ts";
import { oauthRoutes } from "./okta/oauth.ts";
import { policyRoutes } from "./okta/policies.ts";
import { pushMappingRoutes } from "./okta/push-mappings.ts";
import { userCredentialRoutes } from "./okta/user-credentials.ts";
import { userLifecycleRoutes } from "./okta/user-lifecycle.ts";
import { userSchemaRoutes } from "./okta/user-schema.ts";
import { userRoutes } from "./okta/users.ts";
import { administratorRoutes } from "./own/administrators.ts";
import { apiTokenRoutes } from "./own/api-tokens.ts";
import { appSettingsRoutes } from "./own/app-settings.ts";
import { appTemplateRoutes } from "./own/app-templates.ts";
import { appWorkRoutes } from "./own/app-work.ts";
import { assignmentRoutes } from "./own/assignments.ts";
import { appBudgetRoutes, budgetRoutes } from "./own/budget.ts";
import { connectionRoutes, oktaConnectionRoutes } from "./own/connection.ts";
import { driftRoutes } from "./own/drift.ts";
import { engineRoutes } from "./own/engine.ts";
import { importHookRoutes } from "./own/import-hook.ts";
import { importMappingRoutes } from "./own/import-mappings.ts";
import { importResultRoutes } from "./own/import-results.ts";
import { importRowRoutes } from "./own/import-rows.ts";
import { importSafeguardRoutes } from "./own/import-safeguard.ts";
import { importRoutes } from "./own/imports.ts";
import { logExportRoutes } from "./own/log-export.ts";
import { mappingRoutes } from "./own/mappings.ts";
import { overviewRoutes } from "./own/overview.ts";
import { passportRoutes } from "./own/passport.ts";
import { peopleRoutes } from "./own/people.ts";
import { peopleImportRoutes } from "./own/people-import.ts";
import { appPlanRoutes, planRoutes } from "./own/plans.ts";
import { personSourceRoutes, profileSourceRoutes } from "./own/profile-sources.ts";
import { protectedPeopleRoutes } from "./own/protected-people.ts";
import { pushGroupRoutes } from "./own/push-groups.ts";
import { pushRuleRoutes } from "./own/push-rules.ts";
import { savedViewRoutes } from "./own/saved-views.ts";
import { serviceAppRoutes } from "./own/service-apps.ts";
import { sessionRoutes } from "./own/session.ts";
import { ownSessionRoutes } from "./own/sessions.ts";
import { groupRulePreviewRoutes, settingsRoutes } from "./own/settings.ts";
import { signOnRoutes } from "./own/sign-on.ts";
import { taskRoutes } from "./own/tasks.ts";
import { whyRoutes } from "./own/why.ts";
import { answerPasswordPage } from "./password-page.ts";
import { rateHeaders } from "./rate-headers.ts";
import { tellInLanguage } from "./tell-in-language.ts";

/** The SCIM endpoint; letter case is left to clients. */
const INBOUND = new RegExp(`^${INBOUND_PATH}(/|$)`, "i");

/** What is answered by the API; everything else is a file of the console. */
const API_PATH = /^\/(api|oauth2)(\/|$)|^\/\.well-known\/oauth-authorization-server$/;

/** Methods that a path may know when it does not know the one that was used. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

/** The page for passwords has a form and a style of its own, and nothing else. */
const FORM_POLICY = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
};

/** Answers one request. `consoleDirectory` undefined: no console is served. */
export function createHttp(
  deps: HttpDeps,
  passports: PassportOffice,
  consoleDirectory: URL | undefined,
): (request: Request) => Promise<Response> {
  const api = createApi(deps, passports);
  const inbound = createInbound(deps);
  const readConsole = consoleDirectory === undefined ? undefined : createConsoleFiles(consoleDirectory);
  return async (request) => {
    const normal = collapseSlashes(request);
    const { pathname } = new URL(normal.url);
    if (pathname === "/healthz") return Response.json({ status: "ok" });
    if (pathname === "/readyz") return await answerReady(deps);
    if (INBOUND.test(pathname)) return await inbound(normal);
    if (API_PATH.test(pathname)) {
      // Parameters and path are looked up in the database, which knows no NUL.
      if (/%00/.test(normal.url))
        return toErrorResponse(deps, new DirectoryError("E0000001", { causes: ["The URL holds a NUL character."] }));
      return await api.fetch(normal);
    }
    const form = await answerPasswordPage(deps, normal);
    if (form !== undefined) return withHeaders(form, { ...SECURITY_HEADERS, ...FORM_POLICY });
    const file = await readConsole?.(normal);
    return withHeaders(file ?? new Response("Not found\n", { status: 404 }), SECURITY_HEADERS);
  };
}

/** A client that joins a base URL with a trailing slash and a path asks for `//api/v1/…`. */
function collapseSlashes(request: Request): Request {
  const url = new URL(request.url);
  if (!url.pathname.includes("//")) return request;
  url.pathname = url.pathname.replaceAll(/\/{2,}/g, "/");
  return new Request(url, request);
}

async function answerReady(deps: HttpDeps): Promise<Response> {
  try {
    await sql`select 1 from person_group limit 1`.execute(deps.database.kysely);
    return Response.json({ status: "ready" });
  } catch (error) {
    deps.logger.warn({ error: String(error) }, "The database cannot be reached");
    return Response.json({ status: "database unreachable" }, { status: 503 });
  }
}

/** Everything below `/api` and `/oauth2`. Its `routes` are what tests of access go through. */
export function createApi(deps: HttpDeps, passports: PassportOffice): Hono<Env> {
  const api = new Hono<Env>();
  api.use(async (context, next) => {
    const given = parseTraceparent(context.req.header("traceparent"));
    context.set("traceId", given ?? createTraceparent(deps.random).traceId);
    await next();
    context.header("x-okta-request-id", createId(deps.random, "request"));
    const rate = context.get("rate");
    if (rate !== undefined) for (const [name, value] of Object.entries(rateHeaders(rate))) context.header(name, value);
    context.header("x-content-type-options", "nosniff");
    if (context.res.headers.get("cache-control") === null) context.header("cache-control", "no-store");
  });
  api.use("/api/*", tellInLanguage(), authenticate(deps), authorise(deps));
  api.route("/api/v1/users", userRoutes(deps));
  api.route("/api/v1/users", userLifecycleRoutes(deps));
  api.route("/api/v1/users", userCredentialRoutes(deps));
  api.route("/api/v1/meta", userSchemaRoutes(deps));
  api.route("/api/v1/policies", policyRoutes(deps));
  api.route("/api/v1/groups/rules", groupRuleRoutes(deps));
  api.route("/api/v1/groups", groupRoutes(deps));
  api.route("/api/v1/apps", appRoutes(deps));
  api.route("/api/v1/apps/:appId/users", appUserRoutes(deps));
  api.route("/api/v1/apps/:appId/groups", appGroupRoutes(deps));
  api.route("/api/v1/apps/:appId/features", featureRoutes(deps));
  api.route("/api/v1/apps/:appId/connections/default", oktaConnectionRoutes(deps));
  api.route("/api/v1/apps/:appId/group-push/mappings", pushMappingRoutes(deps));
  api.route("/api/v1/logs", logRoutes(deps));
  api.route("/api/v1/api-tokens", oktaApiTokenRoutes(deps));
  api.route("/", oauthRoutes(deps));
  api.route("/api/lockstep/v1/session", sessionRoutes(deps));
  api.route("/api/lockstep/v1/sessions", ownSessionRoutes(deps));
  api.route("/api/lockstep/v1/administrators", administratorRoutes(deps));
  api.route("/api/lockstep/v1/overview", overviewRoutes(deps));
  api.route("/api/lockstep/v1/people", peopleImportRoutes(deps));
  api.route("/api/lockstep/v1/people", peopleRoutes(deps));
  api.route("/api/lockstep/v1/settings", settingsRoutes(deps));
  api.route("/api/lockstep/v1/group-rules", groupRulePreviewRoutes(deps));
  api.route("/api/lockstep/v1/saved-views", savedViewRoutes(deps));
  api.route("/api/lockstep/v1/tasks", taskRoutes(deps));
  api.route("/api/lockstep/v1/logs", logExportRoutes(deps));
  api.route("/api/lockstep/v1/api-tokens", apiTokenRoutes(deps));
  api.route("/api/lockstep/v1/service-apps", serviceAppRoutes(deps));
  api.route("/api/lockstep/v1/app-templates", appTemplateRoutes());
  api.route("/api/v1/meta/schemas/apps", appSchemaRoutes(deps));
  api.route("/api/lockstep/v1/import-safeguard", importSafeguardRoutes(deps));
  api.route("/api/lockstep/v1/profile-sources", profileSourceRoutes(deps));
  api.route("/api/lockstep/v1/people", personSourceRoutes(deps));
  api.route("/api/lockstep/v1/protected-people", protectedPeopleRoutes(deps));
  api.route("/api/lockstep/v1/budget", budgetRoutes(deps));
  api.route("/api/lockstep/v1/plans", planRoutes(deps));
  addAppRoutes(api, deps, passports);
  api.notFound((context) => toErrorResponse(deps, unknownPath(api, context.req.path, context.req.method)));
  api.onError((error) => toErrorResponse(deps, error));
  return api;
}

/** What Okta has no public API for, of one app. */
function addAppRoutes(api: Hono<Env>, deps: HttpDeps, passports: PassportOffice): void {
  api.route("/api/lockstep/v1/apps/:appId/connection", connectionRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId/passport", passportRoutes(deps, passports));
  api.route("/api/lockstep/v1/apps/:appId", mappingRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", signOnRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", assignmentRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", appSettingsRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", appWorkRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId/push-groups", pushGroupRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId/push-rules", pushRuleRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId/drift", driftRoutes(deps));
  addImportRoutes(api, deps);
  api.route("/api/lockstep/v1/apps/:appId", engineRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId/budget", appBudgetRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId/plans", appPlanRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", whyRoutes(deps));
}

/** Imports, what becomes of imported accounts, and who sources people. */
function addImportRoutes(api: Hono<Env>, deps: HttpDeps): void {
  api.route("/api/lockstep/v1/apps/:appId", importRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", importRowRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", importResultRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId/import-hook", importHookRoutes(deps));
  api.route("/api/lockstep/v1/apps/:appId", importMappingRoutes(deps));
}

/** A path that another method has is 405, any other 404. */
function unknownPath(api: Hono<Env>, path: string, method: string): DirectoryError {
  const others = METHODS.filter((other) => other !== method);
  const isKnown = others.some((other) =>
    api.router.match(other, path)[0].some(([[, route]]) => route.method !== "ALL"),
  );
  return new DirectoryError(isKnown ? "E0000022" : "E0000008");
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
