/** The console and account API: guards first, then routes, each failure answered in the house shape. */
import { createTraceparent, parseTraceparent } from "@lockstep/ports";
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { ApiFault } from "../api-fault.ts";
import { findSession } from "../domain/session.ts";
import { accountRoutes } from "./account-routes.ts";
import { answerError } from "./answer-error.ts";
import { credentialRoutes } from "./credential-routes.ts";
import { definitionRoutes } from "./definition-routes.ts";
import { type ApiEnv, type ApiParts, SESSION_COOKIE } from "./environment.ts";
import { eventBrowserRoutes } from "./event-browser-routes.ts";
import { eventRoutes } from "./event-routes.ts";
import { groupRoutes } from "./group-routes.ts";
import { meRoutes } from "./me-routes.ts";
import { newUserRoutes } from "./new-user-routes.ts";
import { oauthRoutes } from "./oauth-routes.ts";
import { organisationRoutes } from "./organisation-routes.ts";
import { profileRoutes } from "./profile-routes.ts";
import { recordRoutes } from "./record-routes.ts";
import { resetRoutes } from "./reset-routes.ts";
import { sessionListRoutes } from "./session-list-routes.ts";
import { sessionRoutes, signInRoutes } from "./session-routes.ts";
import { tellInLanguage } from "./tell-in-language.ts";
import { userRoutes } from "./user-routes.ts";
import { webhookRoutes } from "./webhook-routes.ts";

const TOKEN_LENGTH_MAX = 100;

/** Everything under `/api`, `/events` and `/oauth`. */
export function createApi(parts: ApiParts): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.onError((error) => answerError(error, parts.config));
  api.notFound(() => answerError(new ApiFault(404, "notFound", "There is nothing at this address."), parts.config));
  api.use(trace(parts));
  api.route("/", eventRoutes(parts));
  api.route("/", oauthRoutes(parts));
  api.use("/api/*", tellInLanguage, crossSiteGuard);
  api.route("/api", signInRoutes(parts));
  api.route("/api", resetRoutes(parts));
  api.use("/api/*", session(parts));
  for (const routes of [
    sessionRoutes,
    sessionListRoutes,
    meRoutes,
    credentialRoutes,
    accountRoutes,
    organisationRoutes,
    userRoutes,
    profileRoutes,
    newUserRoutes,
    groupRoutes,
    recordRoutes,
    eventBrowserRoutes,
    definitionRoutes,
    webhookRoutes,
  ]) {
    api.route("/api", routes(parts));
  }
  return api;
}

function trace(parts: ApiParts) {
  return createMiddleware<ApiEnv>(async (context, next) => {
    const traceId = parseTraceparent(context.req.header("traceparent"));
    context.set("traceId", traceId ?? createTraceparent(parts.config.random).traceId);
    await next();
    context.header("cache-control", "no-store");
  });
}

/** A page of another site can send a form with our cookie, but not this header. */
const crossSiteGuard = createMiddleware<ApiEnv>(async (context, next) => {
  const isRead = context.req.method === "GET" || context.req.method === "HEAD";
  if (!isRead && context.req.header("x-lockstep") !== "1") {
    throw new ApiFault(
      403,
      "crossSite",
      "Writes need the header X-Lockstep: 1, which only the console and your own programs send.",
    );
  }
  await next();
});

function session(parts: ApiParts) {
  const { database, clock } = parts.config;
  return createMiddleware<ApiEnv>(async (context, next) => {
    const token = getCookie(context, SESSION_COOKIE) ?? "";
    const isPlausible = token !== "" && token.length <= TOKEN_LENGTH_MAX;
    const found = isPlausible ? await findSession(database.kysely, token, clock.now()) : undefined;
    if (found === undefined) throw new ApiFault(401, "signedOut", "You are signed out; sign in again.");
    context.set("viewer", found.viewer);
    context.set("sessionToken", token);
    context.set("sessionId", found.id);
    await next();
  });
}
