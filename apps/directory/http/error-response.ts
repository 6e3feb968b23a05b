/** Refusals and faults as Okta's error body: the only place that turns one into an answer. */
import { violationOf } from "@lockstep/database";
import type { OktaError } from "../contract.ts";
import { DirectoryError } from "../domain/error.ts";
import { createId } from "../domain/ids.ts";
import { BearerRefusal } from "./bearer-refusal.ts";
import type { HttpDeps } from "./env.ts";

/** The answer to whatever was thrown. A bug is logged with the id that the answer names, and says nothing more. */
export function toErrorResponse(deps: HttpDeps, error: unknown): Response {
  if (error instanceof BearerRefusal) {
    return new Response(null, { status: error.status, headers: { "www-authenticate": error.challenge } });
  }
  const errorId = createId(deps.random, "error");
  const refusal = toRefusal(error);
  if (refusal.status >= 500) {
    deps.logger.error({ errorId, error: describe(error) }, "A request failed");
  }
  const body: OktaError & Readonly<Record<string, unknown>> = {
    errorCode: refusal.code,
    errorSummary: refusal.message,
    errorLink: refusal.code,
    errorId,
    errorCauses: refusal.causes.map((errorSummary) => ({ errorSummary })),
    ...refusal.extra,
  };
  return Response.json(body, { status: refusal.status });
}

function toRefusal(error: unknown): DirectoryError {
  if (error instanceof DirectoryError) return error;
  // Rules name the violations that they expect; what is left is a race with another change.
  if (violationOf(error) === undefined) return new DirectoryError("E0000009", { cause: error });
  return new DirectoryError("E0000195", {
    causes: ["Something else was changed at the same moment: read it again and repeat."],
    cause: error,
  });
}

function describe(error: unknown): unknown {
  return error instanceof Error
    ? { message: error.message, stack: error.stack, cause: String(error.cause ?? "") }
    : String(error);
}
