/** `/api/v1/api-tokens` (okta-management-api §11): metadata, rename, revoke. Okta has no public call that makes a token. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  type ApiTokenRow,
  listApiTokens,
  requireApiToken,
  revokeApiToken,
  TOKEN_WINDOW,
  updateApiToken,
} from "../../domain/api-tokens.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant } from "../render/instant.ts";
import { tokenNameSchema } from "../token-name.ts";

const changeSchema = z.object({
  name: tokenNameSchema.optional(),
  userId: z.string().nullish(),
  network: z.object({ connection: z.string().nullish() }).nullish(),
});

/** Routes below `/api/v1/api-tokens`. */
export function oktaApiTokenRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const render = (row: ApiTokenRow) => renderToken(row, deps.publicBaseUrl());
  const read = (id: string) => requireApiToken(deps.database.kysely, deps, id);

  routes.get("/", async (context) => context.json((await listApiTokens(deps)).map(render)));

  routes.get("/:id", async (context) => context.json(render(await read(context.req.param("id")))));

  routes.put("/:id", async (context) => {
    const id = context.req.param("id");
    const body = await readJson(context, changeSchema);
    const before = await read(id);
    const connection = body.network?.connection ?? "ANYWHERE";
    if (connection !== "ANYWHERE") throw invalidField("network", "Tokens are not bound to zones here: only ANYWHERE");
    if (typeof body.userId === "string" && body.userId !== before.administrator_id) {
      throw invalidField("userId", "A token stays with the administrator who made it");
    }
    return context.json(render(await updateApiToken(actOf(deps, context), id, { name: body.name })));
  });

  routes.delete("/:id", async (context) => {
    const id = context.req.param("id");
    await revokeApiToken(actOf(deps, context), id === "current" ? currentOf(context) : id);
    return context.body(null, 204);
  });
  return routes;
}

/** The token in the header. */
function currentOf(context: Context<Env>): string {
  const caller = context.get("caller");
  if (caller.via === "token") return caller.credentialId;
  throw new DirectoryError("E0000006", { causes: ["This call was not made with an API token."] });
}

function renderToken(row: ApiTokenRow, publicBaseUrl: string) {
  const href = `${publicBaseUrl}/api/v1/api-tokens/${row.id}`;
  return {
    id: row.id,
    name: row.name,
    userId: row.administrator_id,
    tokenWindow: TOKEN_WINDOW,
    clientName: row.kind === "inbound" ? "Lockstep inbound SCIM" : "Lockstep API",
    network: { connection: "ANYWHERE" },
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
    expiresAt: toInstant(row.expires_at),
    _links: { self: { href, hints: { allow: ["GET", "PUT", "DELETE"] } } },
  };
}
