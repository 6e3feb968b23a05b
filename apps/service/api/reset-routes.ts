/** Forgotten passwords. Both routes need no session. */
import { Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import { requestReset, useResetLink } from "../domain/reset-link.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { NewPassword } from "./me-routes.ts";
import { readBody } from "./read-input.ts";
import { tooManyAttempts } from "./session-routes.ts";

const ResetRequest = z.object({
  email: z.string().trim().min(1, "enter your e-mail").max(320, "is longer than an e-mail can be"),
});
const Reset = z.object({ password: NewPassword });

export function resetRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config, hasher, mailer } = parts;
  const routes = new Hono<ApiEnv>();
  routes.post("/password-reset", async (context) => {
    const { email } = await readBody(context, ResetRequest);
    const result = await requestReset(email, resetPageUrl(parts), config);
    if (result.kind === "tooMany") throw tooManyAttempts(result.retryAfterSeconds);
    for (const mail of result.mails) mailer.deliver(mail.accountId, mail.mailId);
    return context.body(null, 202);
  });
  routes.post("/password-reset/:token", async (context) => {
    const { password } = await readBody(context, Reset);
    const isDone = await useResetLink(context.req.param("token"), password, { ...config, hasher });
    if (!isDone) {
      throw new ApiFault(410, "linkUsed", "This link was used or has expired. Ask for a new one on the sign-in page.");
    }
    return context.body(null, 204);
  });
  return routes;
}

/** The console's page where the holder of a token chooses a password. */
export function resetPageUrl(parts: ApiParts): (token: string) => string {
  return (token) => `${parts.baseUrl()}/reset-password/${token}`;
}
