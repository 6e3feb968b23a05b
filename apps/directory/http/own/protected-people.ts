/** `/api/lockstep/v1/protected-people`: whose accounts the engine leaves alone without approval. */
import { Hono } from "hono";
import { z } from "zod";
import type { Protection } from "../../contract.ts";
import { listProtections, type ProtectionRow, protect, unprotect } from "../../domain/protection.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant } from "../render/instant.ts";

const protectionSchema = z.object({
  kind: z.enum(["PERSON", "GROUP", "ADMINISTRATORS"]),
  id: z.string().max(100).optional(),
  reason: z.string().max(255, "Must be at most 255 characters long").optional(),
});

/** Routes below `/api/lockstep/v1/protected-people`. */
export function protectedPeopleRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => {
    return context.json({ items: (await listProtections(deps.database.kysely)).map(render) });
  });

  routes.post("/", async (context) => {
    const input = await readJson(context, protectionSchema);
    return context.json(render(await protect(actOf(deps, context), input)), 201);
  });

  routes.delete("/:id", async (context) => {
    await unprotect(actOf(deps, context), context.req.param("id"));
    return context.body(null, 204);
  });
  return routes;
}

function render(row: ProtectionRow): Protection {
  return {
    id: row.id,
    kind: row.kind,
    subjectId: row.person_id ?? row.group_id,
    name: row.name,
    reason: row.reason,
    created: toInstant(row.created_at),
  };
}
