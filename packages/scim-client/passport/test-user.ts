/** Test users: their bodies, and how they are switched off and on by the verbs that the target was seen to take. */
import { isJsonObject, type JsonObject, PATCH_OP_SCHEMA, USER_URN } from "@lockstep/scim";
import { describeAnswer } from "../answer-words.ts";
import { isSuccess, MeasuringStopped, type Probe, type TestResource } from "./probe.ts";

/** A user that was made. */
export interface TestUser {
  readonly id: string;
  readonly path: string;
  readonly resource: TestResource;
}

/** A plain, active user. */
export function userBody(resource: TestResource): JsonObject {
  return {
    schemas: [USER_URN],
    userName: resource.name,
    externalId: resource.externalId,
    name: { givenName: "Lockstep", familyName: "Passport" },
    displayName: "Lockstep Passport",
    emails: [{ value: resource.name, type: "work", primary: true }],
    active: true,
  };
}

/** Makes a test user. Throws `MeasuringStopped` with the target's words when it refuses: without users there is nothing to measure. */
export async function makeUser(probe: Probe): Promise<TestUser> {
  const resource = probe.invent("Users");
  const { answer, id } = await probe.create(resource, userBody(resource));
  if (id !== undefined) return { id, path: `/Users/${encodeURIComponent(id)}`, resource };
  const words = isSuccess(answer) ? "Its answer has no id." : describeAnswer(answer);
  throw new MeasuringStopped(`The application made no test user. ${words}`, false);
}

/** Sends one operation; whether it was taken and `holds` is true of the user afterwards. */
export async function patchTakes(
  probe: Probe,
  path: string,
  operation: JsonObject,
  holds: (resource: JsonObject) => boolean,
): Promise<boolean> {
  const body = { schemas: [PATCH_OP_SCHEMA], Operations: [operation] };
  const answer = await probe.send({ method: "PATCH", path, body });
  if (!isSuccess(answer)) return false;
  const after = await probe.read(path);
  return after !== undefined && holds(after);
}

/** Replaces the whole resource after a read; whether it was taken and `holds` is true afterwards. */
export async function putTakes(
  probe: Probe,
  path: string,
  change: JsonObject,
  holds: (resource: JsonObject) => boolean,
): Promise<boolean> {
  const { meta: _, ...before } = (await probe.read(path)) ?? {};
  const answer = await probe.send({ method: "PUT", path, body: { ...before, ...change } });
  if (!isSuccess(answer)) return false;
  const after = await probe.read(path);
  return after !== undefined && holds(after);
}

/** The family name of a user. */
export function familyName(user: JsonObject): unknown {
  return isJsonObject(user["name"]) ? user["name"]["familyName"] : undefined;
}
