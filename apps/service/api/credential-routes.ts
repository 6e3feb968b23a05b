/** Credentials of programs: administrators manage their own, owners all of the account. */
import { type Context, Hono } from "hono";
import type { Credential } from "../contract.ts";
import type { AuditAction } from "../domain/audit.ts";
import {
  type CredentialOwner,
  changeCredential,
  createCredential,
  listCredentials,
  revokeCredential,
  revokeTokens,
  rotateCredential,
} from "../domain/credential.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import { auditCredential } from "./credential-audit.ts";
import { CredentialChangeInput, NewCredentialInput, RotationInput, requireFuture } from "./credential-input.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { notFound, readBody, readId } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

export function credentialRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config } = parts;
  const routes = new Hono<ApiEnv>();
  routes.get("/credentials", async (context) => {
    const owner = ownerOf(context);
    const items = await config.database.inAccount(owner.accountId, (trx) => listCredentials(trx, owner));
    return context.json({ items });
  });
  routes.post("/credentials", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const draft = await readBody(context, NewCredentialInput);
    requireFuture(draft.expiresAt, config.clock);
    const made = await config.database.inAccount(viewer.accountId, async (trx) => {
      const credential = await createCredential(trx, viewer, { draft, world: config });
      await auditCredential(trx, { ...context.var, config }, { action: "credential.created", after: credential });
      return credential;
    });
    return context.json(made, 201);
  });
  return changeRoutes(parts, routes);
}

function changeRoutes(parts: ApiParts, routes: Hono<ApiEnv>): Hono<ApiEnv> {
  const { config } = parts;
  routes.patch("/credentials/:id", async (context) => {
    const change = await readBody(context, CredentialChangeInput);
    requireFuture(change.expiresAt, config.clock);
    const changed = await changeOne(context, { parts, action: "credential.changed" }, (trx, owner, id) =>
      changeCredential(trx, owner, { id, change, now: config.clock.now() }),
    );
    return context.json(changed);
  });
  routes.post("/credentials/:id/rotate", async (context) => {
    const { overlapSeconds } = await readBody(context, RotationInput);
    const rotated = await changeOne(context, { parts, action: "credential.rotated" }, (trx, owner, id) =>
      rotateCredential(trx, owner, { id, overlapSeconds, world: config }),
    );
    return context.json(rotated);
  });
  routes.delete("/credentials/:id", async (context) => {
    await changeOne(context, { parts, action: "credential.revoked" }, revokeCredential);
    return context.body(null, 204);
  });
  routes.delete("/credentials/:id/tokens", async (context) => {
    await changeOne(context, { parts, action: "credential.tokensRevoked" }, revokeTokens);
    return context.body(null, 204);
  });
  return routes;
}

/** Does `work` and its audit entry in one transaction; 404 when the credential is not the viewer's to change. */
function changeOne<Result extends Credential>(
  context: Context<ApiEnv>,
  { parts, action }: { readonly parts: ApiParts; readonly action: AuditAction },
  work: (trx: QueryExecutorProvider, owner: CredentialOwner, id: string) => Promise<Result | undefined>,
): Promise<Result> {
  const owner = ownerOf(context);
  const id = readId(context, "credential");
  return parts.config.database.inAccount(owner.accountId, async (trx) => {
    const [before] = await listCredentials(trx, owner, { id });
    const credential = before === undefined ? undefined : await work(trx, owner, id);
    if (credential === undefined) throw notFound("credential");
    const [after] = await listCredentials(trx, owner, { id });
    await auditCredential(trx, { ...context.var, config: parts.config }, { action, before, after });
    return credential;
  });
}

function ownerOf(context: Context<ApiEnv>): CredentialOwner {
  const { viewer } = context.var;
  requireAdministrator(viewer);
  return { accountId: viewer.accountId, userId: viewer.roles.includes("owner") ? undefined : viewer.userId };
}
