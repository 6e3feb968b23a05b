/** `/api/lockstep/v1/api-tokens`: tokens for scripts (`Authorization: SSWS …`) and for inbound SCIM (`Authorization: Bearer …`). */
import { TOLERANCE_PROFILES } from "@lockstep/scim-server";
import { Hono } from "hono";
import { z } from "zod";
import type { ApiToken, NewApiToken } from "../../contract.ts";
import {
  type ApiTokenRow,
  createApiToken,
  listApiTokens,
  renameApiToken,
  revokeApiToken,
} from "../../domain/api-tokens.ts";
import { invalidField } from "../../domain/error.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";
import { tokenNameSchema } from "../token-name.ts";

const newTokenSchema = z.object({
  name: tokenNameSchema,
  kind: z.enum(["management", "inbound"]).optional(),
  tolerance: z.string().optional(),
});

/** Routes below `/api/lockstep/v1/api-tokens`. */
export function apiTokenRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => context.json({ items: (await listApiTokens(deps)).map(renderToken) }));

  routes.post("/", async (context) => {
    const { name, kind, tolerance } = await readJson(context, newTokenSchema);
    const { token, row } = await createApiToken(actOf(deps, context), context.get("caller").administratorId, {
      name,
      kind,
      tolerance: kind === "inbound" ? requireProfile(tolerance ?? "generic") : undefined,
    });
    const body: NewApiToken = { ...renderToken(row), token };
    return context.json(body);
  });

  routes.put("/:id", async (context) => {
    const { name } = await readJson(context, z.object({ name: tokenNameSchema }));
    return context.json(renderToken(await renameApiToken(actOf(deps, context), context.req.param("id"), name)));
  });

  routes.delete("/:id", async (context) => {
    await revokeApiToken(actOf(deps, context), context.req.param("id"));
    return context.body(null, 204);
  });
  return routes;
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
    created: toInstant(row.created_at),
    lastUsed: toInstantOrNull(row.last_used_at),
    expiresAt: toInstant(row.expires_at),
  };
}
