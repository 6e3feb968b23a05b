/** `/api/v1/users/{id}/lifecycle/…` and `/credentials/…` (okta-management-api §6.5, §6.6). */
import { Hono } from "hono";
import { z } from "zod";
import { DirectoryError } from "../../domain/error.ts";
import { isLifecycleOperation, movePerson } from "../../domain/person-lifecycle.ts";
import { changePassword } from "../../domain/person-password.ts";
import { findPerson } from "../../domain/person-row.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { renderUser } from "../render/user.ts";

const passwordSchema = z.object({ value: z.string() });
const changeSchema = z.object({ oldPassword: passwordSchema, newPassword: passwordSchema });

/** Routes below `/api/v1/users/{id}`. No mail is sent: people do not sign in to the directory itself. */
export function userLifecycleRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post("/:id/lifecycle/:operation", async (context) => {
    const { id, operation } = context.req.param();
    if (!isLifecycleOperation(operation)) throw new DirectoryError("E0000008");
    if (operation === "reset_password" && context.req.query("sendEmail") === undefined) {
      throw new DirectoryError("E0000028", { causes: ["sendEmail: The parameter is required"] });
    }
    const person = await findPerson(deps.database.kysely, id);
    const moved = await movePerson(actOf(deps, context), person.id, operation);
    return context.json(operation === "expire_password" ? renderUser(moved, deps.publicBaseUrl()) : {});
  });

  routes.post("/:id/credentials/change_password", async (context) => {
    const body = await readJson(context, changeSchema);
    const person = await findPerson(deps.database.kysely, context.req.param("id"));
    const passwords = { oldPassword: body.oldPassword.value, newPassword: body.newPassword.value };
    const changed = await changePassword(actOf(deps, context), person.id, passwords);
    return context.json(renderUser(changed, deps.publicBaseUrl()).credentials);
  });
  return routes;
}
