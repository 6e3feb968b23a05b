/** The read API: users and groups for programs that do not speak SCIM, under the same credentials. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Database } from "@lockstep/database";
import {
  type Clock,
  createTraceparent,
  type Logger,
  parseTraceparent,
  type Random,
  type TraceId,
} from "@lockstep/ports";
import type { Authenticator, Caller, Scope } from "@lockstep/scim-server";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { answerError } from "../api/answer-error.ts";
import { notFound } from "../api/read-input.ts";
import { ApiFault } from "../api-fault.ts";
import { sha256 } from "../domain/digest.ts";
import { findGroupDigest, findReadGroup, listGroupPage, listMemberPage, listUserPage } from "../domain/read-api.ts";
import { findUser } from "../domain/user.ts";
import type { ServiceTables } from "../tables.ts";
import {
  digestGroupRoute,
  listGroupsRoute,
  listMembersRoute,
  listUsersRoute,
  readGroupRoute,
  readUserRoute,
} from "./routes.ts";

/** What the read API is made of. */
export interface RestParts {
  readonly database: Database<ServiceTables>;
  /** Judges each request anew, as `alwaysFresh` makes one. */
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

interface RestEnv {
  Variables: { caller: Caller; traceId: TraceId };
}

/** Any version: ids that a program loaded itself count too. */
const UUID = z.guid();
/** 132 bits: enough that two bodies never meet. */
const TAG_LENGTH = 22;

/** Everything under `/v1`. */
export function createRest(parts: RestParts): OpenAPIHono<RestEnv> {
  const rest = new OpenAPIHono<RestEnv>({
    defaultHook: (result) => {
      if (!result.success) throw toFault(result.error);
    },
  });
  rest.onError((error) => answerError(error, parts));
  rest.notFound(() => answerError(new ApiFault(404, "notFound", "There is nothing at this address."), parts));
  rest.use("/v1/*", trace(parts));
  // A request without a credential learns nothing about addresses and parameters.
  rest.use("/v1/*", authenticate(parts));
  rest.use("/v1/*", readsOnly);
  rest.use("/v1/*", entityTag);
  addUsers(parts, rest);
  addGroups(parts, rest);
  return rest;
}

function addUsers({ database }: RestParts, rest: OpenAPIHono<RestEnv>): void {
  rest.openapi(listUsersRoute, async (context) => {
    const accountId = requireScope(context.var.caller, "users:read");
    const { cursor, limit, search, updatedSince, active, organisation } = context.req.valid("query");
    const query = { cursor, limit, search, updatedSince, active, organisation };
    return context.json(await database.inAccount(accountId, (trx) => listUserPage(trx, accountId, query)), 200);
  });
  rest.openapi(readUserRoute, async (context) => {
    const accountId = requireScope(context.var.caller, "users:read");
    const id = requireId(context.req.valid("param").id, "user");
    const user = await database.inAccount(accountId, (trx) => findUser(trx, accountId, id));
    if (user === undefined) throw notFound("user");
    return context.json(user, 200);
  });
}

function addGroups({ database }: RestParts, rest: OpenAPIHono<RestEnv>): void {
  rest.openapi(listGroupsRoute, async (context) => {
    const accountId = requireScope(context.var.caller, "groups:read");
    const { cursor, limit, search, updatedSince } = context.req.valid("query");
    const query = { cursor, limit, search, updatedSince };
    return context.json(await database.inAccount(accountId, (trx) => listGroupPage(trx, accountId, query)), 200);
  });
  rest.openapi(readGroupRoute, async (context) => {
    const accountId = requireScope(context.var.caller, "groups:read");
    const id = requireId(context.req.valid("param").id, "group");
    const group = await database.inAccount(accountId, (trx) => findReadGroup(trx, accountId, id));
    if (group === undefined) throw notFound("group");
    return context.json(group, 200);
  });
  rest.openapi(digestGroupRoute, async (context) => {
    const accountId = requireScope(context.var.caller, "groups:read");
    const id = requireId(context.req.valid("param").id, "group");
    const digest = await database.inAccount(accountId, (trx) => findGroupDigest(trx, accountId, id));
    if (digest === undefined) throw notFound("group");
    return context.json(digest, 200);
  });
  rest.openapi(listMembersRoute, async (context) => {
    const accountId = requireScope(context.var.caller, "groups:read");
    const id = requireId(context.req.valid("param").id, "group");
    const { cursor, limit } = context.req.valid("query");
    const page = await database.inAccount(accountId, async (trx) => {
      if ((await findReadGroup(trx, accountId, id)) === undefined) throw notFound("group");
      return listMemberPage(trx, { accountId, id }, { cursor, limit });
    });
    return context.json(page, 200);
  });
}

function trace({ random }: RestParts) {
  return createMiddleware<RestEnv>(async (context, next) => {
    const { traceparent, traceId } = createTraceparent(random, parseTraceparent(context.req.header("traceparent")));
    context.set("traceId", traceId);
    await next();
    context.header("traceparent", traceparent);
  });
}

function authenticate({ authenticator }: RestParts) {
  return createMiddleware<RestEnv>(async (context, next) => {
    const { traceId } = context.var;
    const caller = await authenticator.authenticate(context.req.raw, traceId);
    // The store checks what is remembered of a credential in its own statement; here nobody would.
    if (caller.admission !== undefined) throw new Error("The read API needs an authenticator that remembers nothing");
    context.set("caller", caller);
    await next();
    if (context.res.status < 400) context.header("cache-control", "private, no-cache");
  });
}

const readsOnly = createMiddleware<RestEnv>(async ({ req }, next) => {
  if (req.method !== "GET" && req.method !== "HEAD") {
    throw new ApiFault(405, "methodNotAllowed", "The read API only reads: use GET here, and SCIM to write.", {
      headers: { Allow: "GET, HEAD" },
    });
  }
  await next();
});

/** RFC 9110 §8.8.3: the tag is a digest of the body, since a user's body shows more than its own version covers. */
const entityTag = createMiddleware<RestEnv>(async (context, next) => {
  await next();
  if (context.res.status !== 200) return;
  const tag = `"${sha256(await context.res.clone().text())
    .toString("base64url")
    .slice(0, TAG_LENGTH)}"`;
  context.header("etag", tag);
  const known = (context.req.header("if-none-match") ?? "").split(",").map((item) => item.trim().replace(/^W\//, ""));
  if (!known.includes(tag) && !known.includes("*")) return;
  context.res = new Response(null, { status: 304, headers: { etag: tag } });
});

function requireScope(caller: Caller, scope: Scope): Caller["accountId"] {
  if (caller.scopes.includes(scope)) return caller.accountId;
  throw new ApiFault(403, "forbidden", `The credential lacks the scope "${scope}"; use one that has it.`);
}

function requireId(id: string, noun: string): string {
  if (!UUID.safeParse(id).success) throw notFound(noun);
  return id.toLowerCase();
}

function toFault(error: {
  readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[];
}): ApiFault {
  const issue = error.issues[0];
  const field = issue?.path.join(".") ?? "";
  return new ApiFault(400, "invalidField", `${field}: ${issue?.message ?? "The value is not valid."}`, { field });
}
