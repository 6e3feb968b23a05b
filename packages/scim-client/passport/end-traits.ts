/** Versions (RFC 7644 §3.14) and what DELETE does (§3.6): measured last, on users that are not needed any more. */
import { isJsonObject, PATCH_OP_SCHEMA } from "@lockstep/scim";
import type { Passport } from "./passport.ts";
import { isSuccess, type Probe } from "./probe.ts";
import { makeUser, type TestUser, userBody } from "./test-user.ts";

/** Whether versions are sent, and whether a write under another version is refused. */
export async function measureVersions(probe: Probe, user: TestUser, canPatch: boolean): Promise<Passport["versions"]> {
  const answer = await probe.send({ method: "GET", path: user.path });
  const meta = isJsonObject(answer.body) ? answer.body["meta"] : undefined;
  const etagSent = answer.etag !== undefined || (isJsonObject(meta) && typeof meta["version"] === "string");
  if (!etagSent || !isJsonObject(answer.body)) return { etagSent, ifMatch: null };
  const { meta: _, ...whole } = answer.body;
  const operation = { op: "replace", path: "name.familyName", value: "Version" };
  const write = canPatch
    ? ({ method: "PATCH", body: { schemas: [PATCH_OP_SCHEMA], Operations: [operation] } } as const)
    : ({ method: "PUT", body: whole } as const);
  const { status } = await probe.send({ ...write, path: user.path, ifMatch: 'W/"lockstep-passport-other"' });
  if (status === 412) return { etagSent, ifMatch: "checked" };
  return { etagSent, ifMatch: status >= 200 && status < 300 ? "ignored" : null };
}

/** What DELETE of a user does, and whether its name may be used again. */
export async function measureDelete(
  probe: Probe,
): Promise<{ readonly delete: Passport["user"]["delete"]; readonly nameFreeAfterDelete: boolean | null }> {
  const user = await makeUser(probe);
  const answer = await probe.send({ method: "DELETE", path: user.path });
  if (!isSuccess(answer)) return { delete: "refused", nameFreeAfterDelete: null };
  const left = await probe.read(user.path);
  if (left !== undefined)
    return { delete: left["active"] === false ? "deactivated" : "ignored", nameFreeAfterDelete: null };
  const again = { ...probe.invent("Users"), name: user.resource.name };
  const { id } = await probe.create(again, userBody(again));
  return { delete: "removed", nameFreeAfterDelete: id !== undefined };
}
