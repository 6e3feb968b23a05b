/** Removes what a measuring made. A resource is touched only when it bears a name or id that was noted before it was made. */
import { createTraceparent, type Random, type TraceId } from "@lockstep/ports";
import { isJsonObject, type Json, type JsonObject, PATCH_OP_SCHEMA } from "@lockstep/scim";
import { describeAnswer } from "../answer-words.ts";
import { readListPage } from "../list-page.ts";
import type { ScimAnswer, ScimClient, ScimRequest } from "../types.ts";
import type { PassportJournal, TestResource } from "./probe.ts";

/** What cleaning up needs. It is no part of the measuring: it goes on after a cancellation. */
export interface CleanUpOptions {
  readonly client: ScimClient;
  readonly journal: Pick<PassportJournal, "forget">;
  readonly random: Random;
  readonly traceId?: TraceId;
  /** Whether a create whose answer was never seen can no longer be carried out; until then, not finding its resource proves nothing. */
  readonly isSettled: (resource: TestResource) => boolean;
}

/** A resource that may still be in the target, with the reason in the target's words. */
export interface Leftover {
  readonly resource: TestResource;
  readonly reason: string;
}

/** Removed at once. */
const SIDE_BY_SIDE = 8;

/**
 * Removes the resources, groups first, and forgets each that is seen to be gone. Returns the rest. Where the target refuses DELETE, a user is
 * switched off at least.
 */
export async function cleanUp(
  options: CleanUpOptions,
  resources: readonly TestResource[],
): Promise<readonly Leftover[]> {
  const traceId = options.traceId ?? createTraceparent(options.random).traceId;
  const send = (request: ScimRequest) =>
    options.client.send(request, { traceparent: createTraceparent(options.random, traceId).traceparent });
  const leftovers: Leftover[] = [];
  for (const collection of ["Groups", "Users"] as const) {
    const waiting = resources.filter((resource) => resource.collection === collection);
    const work = async () => {
      for (let resource = waiting.shift(); resource !== undefined; resource = waiting.shift()) {
        const reason = await remove(send, resource, options.isSettled(resource));
        if (reason === undefined) await options.journal.forget(resource.key);
        else leftovers.push({ resource, reason });
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  }
  return leftovers;
}

type Send = (request: ScimRequest) => Promise<ScimAnswer>;

/** Why the resource may still be there; undefined when it is surely gone. */
async function remove(send: Send, resource: TestResource, isSettled: boolean): Promise<string | undefined> {
  const found = resource.remoteId === undefined ? await lookUp(send, resource) : [resource.remoteId];
  if (typeof found === "string") return found;
  if (found.length === 0 && !isSettled) return "Its create was never answered, and may still be carried out.";
  for (const id of found) {
    const path = `/${resource.collection}/${encodeURIComponent(id)}`;
    const answer = await send({ method: "DELETE", path });
    if (answer.kind !== "answer") return describeAnswer(answer);
    const isGone = (answer.status >= 200 && answer.status < 300) || answer.status === 404 || answer.status === 410;
    if (!isGone || answer.notJson !== undefined) {
      await switchOff(send, resource, path);
      return describeAnswer(answer);
    }
  }
  return undefined;
}

/** The ids of what bears the noted external id or name, compared here: a target may ignore filters. A text says why they are not known. */
async function lookUp(send: Send, resource: TestResource): Promise<readonly string[] | string> {
  const nameAttribute = resource.collection === "Users" ? "userName" : "displayName";
  const keys = [
    ["externalId", resource.externalId],
    [nameAttribute, resource.name],
  ] as const;
  const ids = new Set<string>();
  let failure: string | undefined;
  let isAnswered = false;
  for (const [attribute, value] of keys) {
    const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
    const answer = await send({
      method: "GET",
      path: `/${resource.collection}?filter=${filter}&startIndex=1&count=100`,
    });
    const rows = rowsOf(answer);
    if (rows === undefined) failure ??= describeAnswer(answer);
    else isAnswered = true;
    for (const row of rows ?? []) {
      const id = row["id"];
      if (typeof id === "string" && isSame(row[attribute], value)) ids.add(id);
    }
  }
  // A target that knows one of the two filters has told what it has.
  return isAnswered ? [...ids] : (failure ?? "The application could not be asked.");
}

function rowsOf(answer: ScimAnswer): readonly JsonObject[] | undefined {
  if (answer.kind !== "answer") return undefined;
  if (answer.status === 404 && answer.notJson === undefined) return [];
  return answer.status === 200 ? readListPage(answer.body)?.resources : undefined;
}

function isSame(found: Json | undefined, noted: string): boolean {
  return typeof found === "string" && found.toLowerCase() === noted.toLowerCase();
}

async function switchOff(send: Send, resource: TestResource, path: string): Promise<void> {
  if (resource.collection === "Groups") return;
  const operation = { op: "replace", value: { active: false } };
  const answer = await send({ method: "PATCH", path, body: { schemas: [PATCH_OP_SCHEMA], Operations: [operation] } });
  if (answer.kind === "answer" && answer.status < 300) return;
  const read = await send({ method: "GET", path });
  if (read.kind !== "answer" || !isJsonObject(read.body)) return;
  await send({ method: "PUT", path, body: { ...read.body, active: false } });
}
