/** Removes what a measuring made. A resource is touched only when it bears a name or id that was noted before it was made. */
import { createTraceparent, type Random, type TraceId } from "@lockstep/ports";
import { isJsonObject, type JsonObject, PATCH_OP_SCHEMA } from "@lockstep/scim";
import { describeAnswer } from "../answer-words.ts";
import { readListPage } from "../list-page.ts";
import { walkList } from "../list-walk.ts";
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
/** Rows that are walked to find what a target without filters holds. */
const WALK_ROWS_MAX = 10_000;

/**
 * Removes the resources, groups first, and forgets each that is seen to be gone. Returns the rest. Where the target refuses DELETE, a user is
 * switched off at least. A target that does not answer is not asked again.
 */
export async function cleanUp(
  options: CleanUpOptions,
  resources: readonly TestResource[],
): Promise<readonly Leftover[]> {
  const traceId = options.traceId ?? createTraceparent(options.random).traceId;
  const target: Target = {
    client: options.client,
    traceparent: () => createTraceparent(options.random, traceId).traceparent,
  };
  const leftovers: Leftover[] = [];
  let silence: string | undefined;
  for (const collection of ["Groups", "Users"] as const) {
    const waiting = resources.filter((resource) => resource.collection === collection);
    const work = async () => {
      for (let resource = waiting.shift(); resource !== undefined; resource = waiting.shift()) {
        const removal: Removal =
          silence === undefined
            ? await remove(target, resource, options.isSettled(resource))
            : { isGone: false, isAnswered: false, reason: silence };
        if (removal.isGone) {
          await options.journal.forget(resource.key);
          continue;
        }
        if (!removal.isAnswered) silence = removal.reason;
        leftovers.push({ resource, reason: removal.reason });
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  }
  return leftovers;
}

interface Target {
  readonly client: ScimClient;
  readonly traceparent: () => string;
}

type Kept = { readonly isGone: false; readonly isAnswered: boolean; readonly reason: string };
type Removal = { readonly isGone: true } | Kept;

/** The ids of a resource in the target; none = it is not there. Or why they are not known. */
type Found = { readonly ids: readonly string[] } | Kept;

async function remove(target: Target, resource: TestResource, isSettled: boolean): Promise<Removal> {
  const found: Found = resource.remoteId === undefined ? await lookUp(target, resource) : { ids: [resource.remoteId] };
  if ("isGone" in found) return found;
  if (found.ids.length === 0 && !isSettled) {
    return kept("Its create was never answered, and may still be carried out.");
  }
  for (const id of found.ids) {
    const removal = await removeOne(target, resource, `/${resource.collection}/${encodeURIComponent(id)}`);
    if (!removal.isGone) return removal;
  }
  return { isGone: true };
}

async function removeOne(target: Target, resource: TestResource, path: string): Promise<Removal> {
  const answer = await send(target, { method: "DELETE", path });
  if (answer.kind !== "answer") return silent(answer);
  if (isMissing(answer)) return { isGone: true };
  if (answer.status < 200 || answer.status > 299) {
    await switchOff(target, resource, path);
    return kept(describeAnswer(answer));
  }
  const left = await send(target, { method: "GET", path });
  if (left.kind !== "answer") return silent(left);
  // Interop: some targets only switch off what is deleted; more cannot be done there.
  const isOff = isJsonObject(left.body) && left.body["active"] === false;
  return isMissing(left) || isOff ? { isGone: true } : kept("DELETE was answered with success, but it is still there.");
}

/** A proxy's page with 404 says nothing about the resource. */
function isMissing(answer: Extract<ScimAnswer, { kind: "answer" }>): boolean {
  return (answer.status === 404 || answer.status === 410) && answer.notJson === undefined;
}

/** The ids of what bears the noted external id or name; with filters where they can be trusted, else by walking the list. */
async function lookUp(target: Target, resource: TestResource): Promise<Found> {
  const path = `/${resource.collection}`;
  const ids = new Set<string>();
  let isTrusted = false;
  for (const [attribute, value] of keysOf(resource)) {
    const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
    const answer = await send(target, { method: "GET", path: `${path}?filter=${filter}&startIndex=1&count=100` });
    if (answer.kind !== "answer") return silent(answer);
    if (isMissing(answer)) {
      isTrusted = true;
      continue;
    }
    const page = answer.status === 200 ? readListPage(answer.body) : undefined;
    if (page === undefined) continue;
    for (const id of idsOf(page.resources, resource)) ids.add(id);
    // Rows that were not asked for: the filter was ignored, and what is looked for may be among those not shown.
    if (page.resources.every((row) => isOurs(row, resource))) isTrusted = true;
  }
  return isTrusted || ids.size > 0 ? { ids: [...ids] } : await walk(target, resource);
}

async function walk(target: Target, resource: TestResource): Promise<Found> {
  const ids: string[] = [];
  let rows = 0;
  const { client, traceparent } = target;
  for await (const step of walkList(client, `/${resource.collection}`, { traceparent })) {
    if (!step.ok) return step.answer.kind === "answer" ? kept(step.message) : silent(step.answer);
    if (step.doubt !== undefined) return kept(step.doubt);
    ids.push(...idsOf(step.page.resources, resource));
    rows += step.page.resources.length;
    if (rows > WALK_ROWS_MAX) return kept("The application knows no filter, and has too many to look through.");
  }
  return { ids };
}

function keysOf(resource: TestResource): readonly (readonly [string, string])[] {
  const name = resource.collection === "Users" ? "userName" : "displayName";
  return [
    ["externalId", resource.externalId],
    [name, resource.name],
  ];
}

function idsOf(rows: readonly JsonObject[], resource: TestResource): readonly string[] {
  return rows
    .filter((row) => isOurs(row, resource))
    .map((row) => row["id"])
    .filter((id) => typeof id === "string");
}

/** Names were drawn at random, so that whoever bears one is the resource. */
function isOurs(row: JsonObject, resource: TestResource): boolean {
  return keysOf(resource).some(([attribute, value]) => {
    const found = row[attribute];
    return typeof found === "string" && found.toLowerCase() === value.toLowerCase();
  });
}

async function switchOff(target: Target, resource: TestResource, path: string): Promise<void> {
  if (resource.collection === "Groups") return;
  const operation = { op: "replace", value: { active: false } };
  const body = { schemas: [PATCH_OP_SCHEMA], Operations: [operation] };
  const answer = await send(target, { method: "PATCH", path, body });
  if (answer.kind === "answer" && answer.status < 300) return;
  const read = await send(target, { method: "GET", path });
  if (read.kind !== "answer" || !isJsonObject(read.body)) return;
  await send(target, { method: "PUT", path, body: { ...read.body, active: false } });
}

function send({ client, traceparent }: Target, request: ScimRequest): Promise<ScimAnswer> {
  return client.send(request, { traceparent: traceparent() });
}

function kept(reason: string): Kept {
  return { isGone: false, isAnswered: true, reason };
}

function silent(answer: ScimAnswer): Kept {
  return { isGone: false, isAnswered: false, reason: describeAnswer(answer) };
}
