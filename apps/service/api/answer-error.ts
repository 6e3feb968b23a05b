/** Turns whatever a route throws into the house error body: the one place where the console API answers a failure. */
import { type Clock, type Logger, type Random, uuidV7 } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import { ApiFault } from "../api-fault.ts";
import { TooBusyError } from "../domain/password.ts";

/** The answer to `error`. Unexpected errors become 500 with an id that the log holds too. */
export function answerError(
  error: unknown,
  world: { readonly logger: Logger; readonly clock: Clock; readonly random: Random },
): Response {
  const fault = toFault(error, world);
  return new Response(JSON.stringify(fault.toBody()), {
    status: fault.status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...fault.headers },
  });
}

function toFault(
  error: unknown,
  world: { readonly logger: Logger; readonly clock: Clock; readonly random: Random },
): ApiFault {
  if (error instanceof ApiFault) return error;
  if (error instanceof ScimError)
    return new ApiFault(error.status, error.code, error.detail, { headers: error.headers });
  if (error instanceof TooBusyError) {
    return new ApiFault(503, "busy", error.message, { headers: { "Retry-After": "5" } });
  }
  const errorId = uuidV7(world.clock, world.random);
  world.logger.error({ errorId, error }, "A request failed unexpectedly");
  return new ApiFault(500, "internal", `The service failed to complete the request. Tell support this id: ${errorId}`);
}
