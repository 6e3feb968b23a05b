/** `/api/v1/users/{id}/lifecycle/…` (okta-management-api §6.5). */
import { type Context, Hono } from "hono";
import { DirectoryError } from "../../domain/error.ts";
import { isLifecycleOperation, type LifecycleOperation } from "../../domain/lifecycle-table.ts";
import { type MoveResult, movePerson } from "../../domain/person-lifecycle.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { queryFlag } from "../query-flag.ts";
import { renderSingleUser } from "../render/user.ts";
import { findCalled } from "./find-called.ts";

/** Routes below `/api/v1/users/{id}/lifecycle`. The directory sends no mail: with `sendEmail=false` the caller gets the link to pass on. */
export function userLifecycleRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post("/:id/lifecycle/:operation", async (context) => {
    const operation = operationOf(context);
    const isMailed = mailFlag(context, operation);
    const person = await findCalled(deps, context);
    const moved = await movePerson(actOf(deps, context), person.id, operation);
    return context.json(answerTo(operation, moved, { isMailed, publicBaseUrl: deps.publicBaseUrl() }));
  });
  return routes;
}

/** Older clients ask for a temporary password by a parameter of `expire_password`. */
function operationOf(context: Context<Env>): LifecycleOperation {
  const operation = context.req.param("operation") ?? "";
  if (!isLifecycleOperation(operation)) throw new DirectoryError("E0000008");
  const isTemporary = operation === "expire_password" && queryFlag(context, "tempPassword", false);
  return isTemporary ? "expire_password_with_temp_password" : operation;
}

function mailFlag(context: Context<Env>, operation: LifecycleOperation): boolean {
  if (operation !== "reset_password") return queryFlag(context, "sendEmail", operation === "activate");
  if (context.req.query("sendEmail") === undefined)
    throw new DirectoryError("E0000028", { causes: ["sendEmail: The parameter is required"] });
  return queryFlag(context, "sendEmail", true);
}

function answerTo(
  operation: LifecycleOperation,
  moved: MoveResult,
  { isMailed, publicBaseUrl }: { readonly isMailed: boolean; readonly publicBaseUrl: string },
): Readonly<Record<string, unknown>> {
  if (operation === "expire_password") return renderSingleUser(moved.person, publicBaseUrl);
  if (moved.tempPassword !== undefined) return { tempPassword: moved.tempPassword };
  if (moved.token === undefined || isMailed) return {};
  return operation === "reset_password"
    ? { resetPasswordUrl: resetUrl(publicBaseUrl, moved.token) }
    : { activationUrl: `${publicBaseUrl}/welcome/${moved.token}`, activationToken: moved.token };
}

/** Where a person chooses a new password. */
export function resetUrl(publicBaseUrl: string, token: string): string {
  return `${publicBaseUrl}/reset-password/${token}`;
}
