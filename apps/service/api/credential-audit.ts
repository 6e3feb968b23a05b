/** The audit entry of a deed on a credential: what it was and what became of it, never a secret. */
import type { JsonObject } from "@lockstep/scim";
import type { Credential } from "../contract.ts";
import { type AuditAction, writeAudit } from "../domain/audit.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";

interface Deed {
  readonly action: AuditAction;
  /** Missing of a new credential. */
  readonly before?: Credential | undefined;
  /** Missing of one that is gone. */
  readonly after?: Credential | undefined;
}

/** Writes the entry in the transaction of the deed. */
export async function auditCredential(
  trx: QueryExecutorProvider,
  { config, viewer, traceId }: Pick<ApiParts, "config"> & Pick<ApiEnv["Variables"], "viewer" | "traceId">,
  { action, before, after }: Deed,
): Promise<void> {
  const subject = after ?? before;
  if (subject === undefined) throw new Error("A deed on a credential has one before or after it");
  const detail: JsonObject = {
    ...{ id: subject.id, kind: subject.kind, name: subject.name },
    ...(before === undefined ? {} : { before: settingsOf(before) }),
    ...(after === undefined ? {} : { after: settingsOf(after) }),
  };
  const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, subjectId: subject.userId, traceId, detail };
  await writeAudit(trx, { ...entry, action }, config);
}

function settingsOf(credential: Credential): JsonObject {
  const { name, prefix, profile, rateLimit, expiresAt, previousEndsAt, captureEndsAt } = credential;
  const rate = rateLimit === null ? null : { perSecond: rateLimit.perSecond, burst: rateLimit.burst };
  const settings = { scopes: [...credential.scopes], overrides: { ...credential.overrides } };
  return { name, prefix, profile, rateLimit: rate, expiresAt, previousEndsAt, captureEndsAt, ...settings };
}
