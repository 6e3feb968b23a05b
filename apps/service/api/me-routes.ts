/** One's own password and API keys. */
import { Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import { createApiKey, listApiKeys, revokeApiKey } from "../domain/api-key.ts";
import { writeAudit } from "../domain/audit.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../domain/password.ts";
import { isAdministrator } from "../domain/session.ts";
import { checkOwnPassword, findCredentialVersion, setPassword } from "../domain/sign-in.ts";
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
const NewKey = z.object({
  name: z.string().trim().min(1, "give the key a name").max(100, "use at most 100 characters"),
  expiresAt: z.iso.datetime({ error: "give an instant such as 2027-01-31T00:00:00Z" }).nullish(),
});

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
    const items = await config.database.inAccount(viewer.accountId, (trx) => listApiKeys(trx, viewer));
    return context.json({ items });
  });
  routes.post("/me/api-keys", async (context) => {
    const { viewer, traceId } = context.var;
    if (!isAdministrator(viewer)) {
      throw new ApiFault(403, "notAllowed", "Only owners and administrators make API keys; ask one of them.");
    }
    const draft = await readBody(context, NewKey);
    const expiresAt = typeof draft.expiresAt === "string" ? new Date(draft.expiresAt) : null;
    if (expiresAt !== null && expiresAt.getTime() <= config.clock.now()) {
      throw new ApiFault(400, "invalidField", "expiresAt: choose an instant in the future", { field: "expiresAt" });
    }
    const key = await config.database.inAccount(viewer.accountId, async (trx) => {
      const made = await createApiKey(trx, viewer, { name: draft.name, expiresAt }, config);
      const entry = {
        accountId: viewer.accountId,
        actorUserId: viewer.userId,
        detail: { id: made.id, name: made.name },
      };
      await writeAudit(trx, { ...entry, action: "apiKey.created", traceId }, config);
      return made;
    });
    return context.json(key, 201);
  });
  routes.delete("/me/api-keys/:id", async (context) => {
    const { viewer, traceId } = context.var;
    const id = readId(context, "API key");
    await config.database.inAccount(viewer.accountId, async (trx) => {
      if (!(await revokeApiKey(trx, viewer, id))) throw notFound("API key");
      const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, detail: { id } };
      await writeAudit(trx, { ...entry, action: "apiKey.revoked", traceId }, config);
    });
    return context.body(null, 204);
  });
  return routes;
}
