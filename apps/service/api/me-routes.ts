/** One's own password and API keys. */
import { Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import type { ApiKey, Credential, NewApiKey } from "../contract.ts";
import { writeAudit } from "../domain/audit.ts";
import { createCredential, listCredentials, revokeCredential } from "../domain/credential.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../domain/password.ts";
import { isAdministrator } from "../domain/session.ts";
import { checkOwnPassword, findCredentialVersion, setPassword } from "../domain/sign-in.ts";
import { auditCredential } from "./credential-audit.ts";
import { CredentialName, ExpiresAt, requireFuture } from "./credential-input.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { notFound, readBody, readId } from "./read-input.ts";
import { openSession, tooManyAttempts } from "./session-routes.ts";

/** A password that a person chooses: long enough, and not so long that hashing it is an attack. */
export const NewPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `choose at least ${PASSWORD_LENGTH_MIN} characters`)
  .max(PASSWORD_LENGTH_MAX, `choose at most ${PASSWORD_LENGTH_MAX} characters`);

const ChangePassword = z.object({
  currentPassword: z.string().max(1_024, "is longer than a password can be"),
  newPassword: NewPassword,
});
const NewKey = z.object({ name: CredentialName, expiresAt: ExpiresAt.nullish() });

export function meRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config, hasher } = parts;
  const routes = new Hono<ApiEnv>();
  routes.put("/me/password", async (context) => {
    const { viewer, traceId } = context.var;
    const change = await readBody(context, ChangePassword);
    const check = await checkOwnPassword(config, { ...viewer, password: change.currentPassword }, hasher);
    if (check.kind === "tooMany") throw tooManyAttempts(check.retryAfterSeconds);
    if (check.kind === "failed") {
      const message = "The current password is wrong; enter it again, or sign out and reset it.";
      throw new ApiFault(400, "wrongPassword", message, { field: "currentPassword" });
    }
    const passwordHash = await hasher.hash(change.newPassword);
    const credentialVersion = await config.database.inAccount(viewer.accountId, async (trx) => {
      await setPassword(trx, viewer, { passwordHash, now: config.clock.now() });
      const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, subjectId: viewer.userId, traceId };
      await writeAudit(trx, { ...entry, action: "user.passwordChanged" }, config);
      return findCredentialVersion(trx, viewer);
    });
    // All sessions have ended; whoever made the change stays signed in with a new one.
    await openSession(context, parts, { ...viewer, credentialVersion });
    return context.body(null, 204);
  });
  return keyRoutes(parts, routes);
}

function keyRoutes(parts: ApiParts, routes: Hono<ApiEnv>): Hono<ApiEnv> {
  const { config } = parts;
  routes.get("/me/api-keys", async (context) => {
    const { viewer } = context.var;
    const keys = await config.database.inAccount(viewer.accountId, (trx) =>
      listCredentials(trx, viewer, { kind: "apiKey" }),
    );
    return context.json({ items: keys.map(toApiKey) });
  });
  routes.post("/me/api-keys", async (context) => {
    const { viewer } = context.var;
    if (!isAdministrator(viewer)) {
      throw new ApiFault(403, "notAllowed", "Only owners and administrators make API keys; ask one of them.");
    }
    const draft = await readBody(context, NewKey);
    requireFuture(draft.expiresAt, config.clock);
    const key = await config.database.inAccount(viewer.accountId, async (trx) => {
      const made = await createCredential(trx, viewer, { draft: { ...draft, kind: "apiKey" }, world: config });
      await auditCredential(trx, { ...context.var, config }, { action: "credential.created", after: made });
      return made;
    });
    return context.json({ ...toApiKey(key), key: key.secret } satisfies NewApiKey, 201);
  });
  routes.delete("/me/api-keys/:id", async (context) => {
    const { viewer } = context.var;
    const id = readId(context, "API key");
    await config.database.inAccount(viewer.accountId, async (trx) => {
      const [known] = await listCredentials(trx, viewer, { kind: "apiKey", id });
      const revoked = known === undefined ? undefined : await revokeCredential(trx, viewer, id);
      if (revoked === undefined) throw notFound("API key");
      await auditCredential(trx, { ...context.var, config }, { action: "credential.revoked", before: revoked });
    });
    return context.body(null, 204);
  });
  return routes;
}

function toApiKey({ id, name, prefix, createdAt, lastUsedAt, expiresAt }: Credential): ApiKey {
  return { id, name, prefix: prefix ?? "", createdAt, lastUsedAt, expiresAt };
}
