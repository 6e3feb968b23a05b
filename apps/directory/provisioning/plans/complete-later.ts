/** The request that completes an account which was sent before the people whom it refers to: foreseen as the next run would send it. Pure. */
import { type Action, PLACEHOLDER, planUser, wantedAttributes } from "@lockstep/engine";
import { isJsonObject, type JsonObject } from "@lockstep/scim";
import { desiredUser } from "../desired-user.ts";
import { planParts } from "../sync-user.ts";
import type { UserSubject } from "../user-subject.ts";

/** What a run after the creation sends: `sent` is the subject as it is created, `whole` the one with all references. */
export function completionOf(
  { sent, whole, now }: { readonly sent: UserSubject; readonly whole: UserSubject; readonly now: number },
  actions: readonly Action[],
): readonly Action[] {
  const created = actions.find(({ purpose }) => purpose === "createUser");
  const first = desiredUser(sent, { isNew: true, maybeCreated: false, now });
  if (created === undefined || !first.ok || first.desired.kind === "absent") return [];
  const known = wantedAttributes(sent.app.dialect, first.desired);
  const linked: UserSubject = {
    ...whole,
    externalId: PLACEHOLDER.createdId,
    origin: "created",
    known,
    knownActive: true,
    userName: first.desired.userName,
    passwordPending: false,
  };
  const then = desiredUser(linked, { isNew: false, maybeCreated: false, now });
  if (!then.ok) return [];
  const observed = { kind: "one", id: PLACEHOLDER.createdId, resource: resourceOf(created), active: true } as const;
  const plan = planUser({ ...planParts(linked, then.desired), observed });
  return plan.actions.map((action) => ({
    ...action,
    reason: `${action.reason} Sent once the accounts that it refers to are there.`,
  }));
}

/** What a target holds that takes what it is sent. */
function resourceOf({ request }: Action): JsonObject {
  const { password: _, ...resource } = isJsonObject(request.body) ? request.body : {};
  return { ...resource, id: PLACEHOLDER.createdId };
}
