/** What would be sent for one person now: the plan that a run would follow, with every read made and nothing written. */
import type { AppId, PersonId } from "@lockstep/ports";
import type { PlanPreview, PlanProposal } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { notFound } from "../domain/error.ts";
import { reasonToSendNothing } from "./idle-reason.ts";
import { openClient } from "./open-client.ts";
import { planUserSubject } from "./plans/plan-user.ts";
import { subjectWithProposal, withProposal } from "./plans/proposal.ts";
import { createProvisioningStore } from "./store/create-store.ts";
import { findUserSubject } from "./user-subject.ts";

/** The plan for one app user, with settings that are not saved yet. 404 when the person never had the app. */
export async function previewAppUser(
  deps: Deps,
  ids: { readonly appId: AppId; readonly personId: PersonId },
  proposal: PlanProposal | null,
): Promise<PlanPreview> {
  const found = await findUserSubject(deps.database.kysely, ids, (app) => withProposal(app, proposal));
  if (found === undefined) throw notFound(ids.personId, "AppUser");
  const subject = subjectWithProposal(found, proposal);
  const idle = reasonToSendNothing(subject);
  if (idle !== undefined) return blocked(idle.code, idle.message);
  const opened = openClient(deps, subject.app);
  if (!opened.ok) return blocked("connection", opened.message);
  const {
    reads,
    actions,
    blocked: reason,
  } = await planUserSubject({ ...deps, store: createProvisioningStore(deps) }, subject, opened);
  return { reads, actions, blocked: reason };
}

function blocked(code: string, message: string): PlanPreview {
  return { reads: [], actions: [], blocked: { code, message } };
}
