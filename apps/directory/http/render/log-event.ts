/** An event of the System Log as Okta's LogEvent (okta-management-api §10). */
import type { Selectable } from "kysely";
import type { LogEvent } from "../../contract.ts";
import type { SystemLogTable } from "../../domain/tables.ts";
import { toInstant } from "./instant.ts";

/** A row of the System Log. */
export type LogRow = Selectable<SystemLogTable>;

const NOBODY = { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null };

/** Okta's LogEvent; what is not known of the caller is null. */
export function renderEvent(row: LogRow): LogEvent & Readonly<Record<string, unknown>> {
  const { origin } = row;
  const isAsked = row.actor.type === "User" || row.actor.type === "PublicClientApp";
  const requestApiTokenId = origin.via === "token" ? { requestApiTokenId: origin.credentialId } : {};
  const actor = { ...row.actor, detailEntry: null };
  const target = row.targets.map((party) => ({ ...party, detailEntry: null }));
  const transaction = { type: isAsked ? "WEB" : "JOB", id: row.trace_id, detail: requestApiTokenId };
  return {
    uuid: row.uuid,
    published: toInstant(row.published),
    eventType: row.event_type,
    version: "0",
    severity: row.severity,
    displayMessage: row.display_message,
    outcome: { result: row.outcome_result, reason: row.outcome_reason },
    actor,
    target,
    client: {
      userAgent: origin.userAgent === undefined ? null : { rawUserAgent: origin.userAgent },
      id: origin.via === "serviceApp" ? (origin.credentialId ?? null) : null,
      zone: null,
      device: null,
      ipAddress: null,
      geographicalContext: null,
    },
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: null,
    },
    securityContext: NOBODY,
    request: { ipChain: [] },
    transaction,
    debugContext: { debugData: row.debug },
  };
}
