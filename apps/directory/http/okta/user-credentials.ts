/** `/api/v1/users/{id}/credentials/…` (okta-management-api §6.6). */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { changePassword } from "../../domain/person-password.ts";
import { changeRecoveryQuestion, forgetPassword, recoverByAnswer } from "../../domain/person-recovery.ts";
import type { PersonRow } from "../../domain/person-row.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { queryFlag } from "../query-flag.ts";
import { readJson } from "../read-body.ts";
import { renderUser } from "../render/user.ts";
import { findCalled } from "./find-called.ts";
import { recoverySchema } from "./user-body.ts";
import { resetUrl } from "./user-lifecycle.ts";

const passwordSchema = z.object({ value: z.string() });
const changeSchema = z.object({ oldPassword: passwordSchema, newPassword: passwordSchema });
const questionSchema = z.object({ password: passwordSchema, recovery_question: recoverySchema });
const answerSchema = z.object({ password: passwordSchema, recovery_question: z.object({ answer: z.string() }) });

/** Routes below `/api/v1/users/{id}/credentials`. */
export function userCredentialRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const credentials = (context: Context, person: PersonRow) =>
    context.json(renderUser(person, deps.publicBaseUrl()).credentials);

  routes.post("/:id/credentials/change_password", async (context) => {
    const body = await readJson(context, changeSchema);
    const person = await findCalled(deps, context);
    const change = {
      oldPassword: body.oldPassword.value,
      newPassword: body.newPassword.value,
      isStrict: queryFlag(context, "strict", false),
    };
    return credentials(context, await changePassword(actOf(deps, context), person.id, change));
  });

  routes.post("/:id/credentials/change_recovery_question", async (context) => {
    const body = await readJson(context, questionSchema);
    const person = await findCalled(deps, context);
    const change = { password: body.password.value, recovery: body.recovery_question };
    return credentials(context, await changeRecoveryQuestion(actOf(deps, context), person.id, change));
  });

  routes.post("/:id/credentials/forgot_password", async (context) => {
    const isMailed = queryFlag(context, "sendEmail", true);
    const person = await findCalled(deps, context);
    const token = await forgetPassword(actOf(deps, context), person.id);
    return context.json(isMailed ? {} : { resetPasswordUrl: resetUrl(deps.publicBaseUrl(), token) });
  });

  routes.post("/:id/credentials/forgot_password_recovery_question", async (context) => {
    const body = await readJson(context, answerSchema);
    const person = await findCalled(deps, context);
    const change = { answer: body.recovery_question.answer, password: body.password.value };
    return credentials(context, await recoverByAnswer(actOf(deps, context), person.id, change));
  });
  return routes;
}
