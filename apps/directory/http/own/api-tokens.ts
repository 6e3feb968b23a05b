/** `/api/lockstep/v1/api-tokens`: tokens for scripts (`Authorization: SSWS …`) and for inbound SCIM (`Authorization: Bearer …`). */
import { TOLERANCE_PROFILES } from "@lockstep/scim-server";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { ApiToken, NewApiToken } from "../../contract.ts";
import {
  type ApiTokenRow,
  createApiToken,
  listApiTokens,
  requireApiToken,
  revokeApiToken,
  updateApiToken,
} from "../../domain/api-tokens.ts";
import { DirectoryError, invalidField, notFound } from "../../domain/error.ts";
import { INBOUND_SCOPES, type InboundScope } from "../../domain/inbound-scope.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";
import { tokenNameSchema } from "../token-name.ts";

const scopesSchema = z
  .array(z.enum(INBOUND_SCOPES))
  .min(1, "Name at least one right")
  .transform((scopes) => INBOUND_SCOPES.filter((scope) => scopes.includes(scope)));
const newTokenSchema = z.object({
  name: tokenNameSchema,
  kind: z.enum(["management", "inbound"]).optional(),
  tolerance: z.string().optional(),
  scopes: scopesSchema.optional(),
});
const changeSchema = z.object({ name: tokenNameSchema.optional(), scopes: scopesSchema.optional() });

/** Routes below `/api/lockstep/v1/api-tokens`. */
export function apiTokenRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const requireReach = async (context: Context<Env>): Promise<string> => {
    const token = await requireApiToken(deps.database.kysely, deps, context.req.param("id") ?? "");
    const owner = ownerAsked(context);
    if (owner !== undefined && token.administrator_id !== owner) throw notFound(token.id, "ApiToken");
    return token.id;
  };

  routes.get("/", async (context) => {
    const tokens = await listApiTokens(deps, { administratorId: ownerAsked(context) });
    return context.json({ items: tokens.map(renderToken) });
  });

  routes.post("/", async (context) => {
    const { name, kind, tolerance, scopes } = await readJson(context, newTokenSchema);
    if (kind === "inbound" && ownerAsked(context) !== undefined) {
      throw writesPeople();
    }
    const { token, row } = await createApiToken(actOf(deps, context), context.get("caller").administratorId, {
      name,
      kind,
      tolerance: kind === "inbound" ? requireProfile(tolerance ?? "generic") : undefined,
      scopes: kind === "inbound" ? requireScopes(scopes) : undefined,
    });
    const body: NewApiToken = { ...renderToken(row), token };
    return context.json(body);
  });

  routes.put("/:id", async (context) => {
    const change = await readJson(context, changeSchema);
    const id = await requireReach(context);
    if (change.scopes !== undefined && ownerAsked(context) !== undefined) throw writesPeople();
    return context.json(renderToken(await updateApiToken(actOf(deps, context), id, change)));
  });

  routes.delete("/:id", async (context) => {
    await revokeApiToken(actOf(deps, context), await requireReach(context));
    return context.body(null, 204);
  });
  return routes;
}

/** Super administrators see everybody's tokens, others their own. */
function ownerAsked(context: Context<Env>): string | undefined {
  const { administratorId, rights } = context.get("caller");
  return rights?.role === "SUPER_ADMIN" ? undefined : administratorId;
}

function writesPeople(): DirectoryError {
  return new DirectoryError("E0000006", { causes: ["Only a super administrator makes tokens that write people."] });
}

/** Nothing is given by leaving it out: whoever makes the token says what it is for. */
function requireScopes(scopes: readonly InboundScope[] | undefined): readonly InboundScope[] {
  if (scopes !== undefined) return scopes;
  throw invalidField("scopes", `Name what the token may do: one or more of ${INBOUND_SCOPES.join(", ")}`);
}

function requireProfile(name: string): string {
  const names = TOLERANCE_PROFILES.map((profile): string => profile.name);
  if (names.includes(name)) return name;
  throw invalidField("tolerance", `'${name}' is no tolerance profile; choose one of ${names.join(", ")}`);
}

function renderToken(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    tolerance: row.tolerance,
    scopes: row.scopes,
    administrator: { id: row.administrator_id, name: row.administrator_name },
    created: toInstant(row.created_at),
    lastUsed: toInstantOrNull(row.last_used_at),
    expiresAt: toInstant(row.expires_at),
  };
}
