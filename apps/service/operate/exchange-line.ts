/** What the program's own log says of a SCIM request: no body and no credential. */
import type { Logger } from "@lockstep/ports";
import type { ScimExchange } from "@lockstep/scim-server";

/** Writes one line; a request that emptied a group without naming a member gets a warning beside it. */
export function logExchange(logger: Logger, exchange: ScimExchange): void {
  const { method, path, status, durationMs, traceId, errorId, scimType, caller, normalisations } = exchange;
  const accountId = caller?.accountId;
  const fields = { method, path, status, durationMs, traceId, errorId, scimType, accountId, normalisations };
  logger.debug(fields, "SCIM request");
  if (status >= 300 || normalisations["removeAllMembers"] === undefined) return;
  logger.warn(
    { ...fields, credentialId: caller?.credentialId },
    "A SCIM request emptied a group: it removed members without naming any",
  );
}
