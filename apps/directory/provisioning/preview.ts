/** What would be sent for one person now: the plan that a run would follow, with every read made and nothing written. */
import { previewUser } from "@lockstep/engine";
import type { AppId, PersonId } from "@lockstep/ports";
import type { PlanPreview } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { notFound } from "../domain/error.ts";
import { isSwitchedOff } from "./desired-user.ts";
import { openClient } from "./open-client.ts";
import { decideDesired, runParts } from "./sync-user.ts";
import { findUserSubject, type UserSubject } from "./user-subject.ts";

/** The plan for one app user. 404 when the person never had the app. */
export async function previewAppUser(deps: Deps, appId: AppId, personId: PersonId): Promise<PlanPreview> {
  const subject = await findUserSubject(deps.database.kysely, appId, personId);
  if (subject === undefined) throw notFound(personId, "AppUser");
  const idle = reasonToSendNothing(subject);
  if (idle !== undefined) return blocked(idle.code, idle.message);
  const opened = openClient(deps, subject.app);
  if (!opened.ok) return blocked("connection", opened.message);
  const maybeCreated = subject.externalId === null && subject.lastError !== null;
  const result = await decideDesired(deps, subject, { client: opened.client, maybeCreated });
  if (!result.ok && "failure" in result) return blocked(result.failure.kind, result.failure.detail);
  if (!result.ok) return blocked("mapping", `${result.problem.attribute}: ${result.problem.message}`);
  const preview = await previewUser({
    ...runParts(deps, subject, result.desired),
    client: opened.client,
    inDoubt: maybeCreated,
  });
  if (preview.failure !== undefined) return blocked(preview.failure.kind, preview.failure.detail);
  const root = opened.baseUrl.replace(/\/+$/, "");
  return {
    actions: preview.actions.map(({ purpose, request, reason }) => ({
      purpose,
      method: request.method,
      url: `${root}${request.path}`,
      body: request.body ?? null,
      reason,
    })),
    blocked: preview.blocked ?? null,
  };
}

function reasonToSendNothing(subject: UserSubject): { readonly code: string; readonly message: string } | undefined {
  if (subject.assigned && subject.person.status === "SUSPENDED" && !isSwitchedOff(subject)) {
    return { code: "suspended", message: "The person is suspended: nothing is sent until the suspension ends." };
  }
  if (subject.assigned && subject.externalId === null && !subject.provisionRequested) {
    return {
      code: "needsProvisioning",
      message:
        'The person was assigned while accounts were not created. Choose "Provision user" to create or link the account.',
    };
  }
  return undefined;
}

function blocked(code: string, message: string): PlanPreview {
  return { actions: [], blocked: { code, message } };
}
