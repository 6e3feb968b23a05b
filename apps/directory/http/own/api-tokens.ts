/** `/api/lockstep/v1/api-tokens`: tokens for scripts (`Authorization: SSWS …`). */
import { Hono } from "hono";
import { z } from "zod";
import type { ApiToken, NewApiToken } from "../../contract.ts";
import { type ApiTokenRow, createApiToken, listApiTokens, revokeApiToken } from "../../domain/access.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";

const newTokenSchema = z.object({
  name: z
    .string()
    .max(100, "Must be at most 100 characters long")
    .refine((name) => name.trim() !== "", "The field cannot be left blank"),
});

/** Routes below `/api/lockstep/v1/api-tokens`. */
export function apiTokenRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => context.json({ items: (await listApiTokens(deps)).map(renderToken) }));

  routes.post("/", async (context) => {
    const { name } = await readJson(context, newTokenSchema);
    const { token, row } = await createApiToken(actOf(deps, context), context.get("caller").administratorId, { name });
    const body: NewApiToken = { ...renderToken(row), token };
    return context.json(body);
  });

  routes.delete("/:id", async (context) => {
    await revokeApiToken(actOf(deps, context), context.req.param("id"));
    return context.body(null, 204);
  });
  return routes;
}

function renderToken(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    created: toInstant(row.created_at),
    lastUsed: toInstantOrNull(row.last_used_at),
    expiresAt: toInstant(row.expires_at),
  };
}
