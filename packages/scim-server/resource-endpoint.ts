/** What can be done with resources (RFC 7644 §3.3 to §3.6), for any type: the rules come from its shape. */
import {
  applyPatch,
  isJsonObject,
  type JsonObject,
  ownValueAnyCase,
  type Projection,
  type ResourceShape,
  readResource,
  ScimError,
  splitMembership,
  withWrittenBody,
  withWrittenOperations,
} from "@lockstep/scim";
import type { Answer } from "./answer.ts";
import { type Exchange, findHolderRule, locationOf, scopeOf } from "./context.ts";
import { toDraft, withActive } from "./draft.ts";
import { entityTagOf, namesEntityTag, readEntityTags } from "./entity-tag.ts";
import type { ResourceParts, StoredResource } from "./ports.ts";
import { isNamed, partsOf, projectionOf, toResourceJson } from "./resource-json.ts";
import { patchRules, readDocument, readPatch } from "./tolerance/read-request.ts";

const NOTHING: ResourceParts = { members: false, groups: false };

/** RFC 7644 §3.3: POST to a collection. */
export async function createResource(exchange: Exchange, shape: ResourceShape): Promise<Answer> {
  const { provider, caller } = exchange;
  const named = projectionOf(exchange.parameters);
  const body = await readDocument(exchange, shape);
  const projection = withWrittenBody(shape, named, body);
  const attributes = withActive(shape, readResource(shape, body, { purpose: "create" }), undefined);
  const draft = toDraft(shape, attributes, { rule: findHolderRule(provider, shape) });
  const { resource } = await provider.store.create(caller, shape, draft, partsOfWrite(exchange, shape, projection));
  return {
    ...writeAnswer(exchange, shape, { status: 201, stored: resource, projection }),
    headers: { etag: entityTagOf(resource), location: locationOf(provider, shape, resource.id) },
  };
}

/** RFC 7644 §3.4.1: GET of one resource. */
export async function readOne(exchange: Exchange, shape: ResourceShape, id: string): Promise<Answer> {
  const { provider, caller, request } = exchange;
  const projection = projectionOf(exchange.parameters);
  const stored = await provider.store.find(caller, shape, id, partsOf(provider, shape, projection));
  if (stored === undefined) throw notFound(shape, id);
  const known = request.headers.get("if-none-match");
  if (known !== null && namesEntityTag(known, entityTagOf(stored))) {
    return { status: 304, headers: { etag: entityTagOf(stored) } };
  }
  return resourceAnswer(exchange, shape, { status: 200, stored, projection });
}

/** RFC 7644 §3.5.1: PUT. It never creates; a membership that is left out is emptied unless a switch protects it (checklist U-10). */
export async function replaceResource(exchange: Exchange, shape: ResourceShape, id: string): Promise<Answer> {
  const { provider, caller, request, leniency } = exchange;
  const named = projectionOf(exchange.parameters);
  const body = await readDocument(exchange, shape);
  const projection = withWrittenBody(shape, named, body);
  const rule = findHolderRule(provider, shape);
  const isSilent = rule !== undefined && isJsonObject(body) && ownValueAnyCase(body, rule.attribute) === undefined;
  const steps = isSilent && leniency.use("protectMembers") ? { steps: [] } : {};
  const edit = leniency.countOnce((current: StoredResource) => {
    const attributes = readResource(shape, body, { purpose: "replace", current: current.attributes });
    return toDraft(shape, withActive(shape, attributes, formerActive(exchange, current)), { rule, ...steps });
  });
  const { resource } = await provider.store.change(caller, shape, id, edit, {
    ifMatch: readEntityTags(request.headers.get("if-match")),
    include: partsOfWrite(exchange, shape, projection),
  });
  return writeAnswer(exchange, shape, { status: 200, stored: resource, projection });
}

/**
 * RFC 7644 §3.5.2: PATCH. Answered 204 when it touched membership only and no `attributes` are asked for, else 200; a PATCH
 * that touched membership shows members only when they are named, so that its cost does not grow with the group.
 */
export async function patchResource(exchange: Exchange, shape: ResourceShape, id: string): Promise<Answer> {
  const { provider, caller, request, leniency } = exchange;
  const named = projectionOf(exchange.parameters);
  const { operations, positions } = await readPatch(exchange, shape);
  const projection = withWrittenOperations(shape, named, operations);
  const rule = findHolderRule(provider, shape);
  const split =
    rule === undefined ? undefined : splitMembership(shape, operations, { attributeName: rule.attribute, positions });
  const rest = split?.rest ?? operations;
  const places = split?.restPositions ?? positions;
  const options = { id, ...(places === undefined ? {} : { positions: places }), ...patchRules(leniency) };
  const edit = leniency.countOnce((current: StoredResource) => {
    const attributes = rest.length === 0 ? current.attributes : applyPatch(shape, current.attributes, rest, options);
    const kept = withActive(shape, attributes, formerActive(exchange, current));
    return toDraft(shape, kept, { rule, steps: split?.membership ?? [] });
  });
  const touchesMembership = rule !== undefined && split !== undefined && split.membership.length > 0;
  const isMembersOnly = touchesMembership && rest.length === 0 && !leniency.has("memberPatchBody");
  const isGroupPatch = rule !== undefined && leniency.has("groupPatch204");
  const isSilent = (isMembersOnly || isGroupPatch) && projection.attributes === undefined;
  const parts = partsOfWrite(exchange, shape, projection);
  const members = parts.members && (!touchesMembership || isNamed(shape, projection, rule.attribute));
  const { resource } = await provider.store.change(caller, shape, id, edit, {
    ifMatch: readEntityTags(request.headers.get("if-match")),
    include: isSilent ? NOTHING : { ...parts, members },
  });
  if (isSilent) return { status: 204, headers: { etag: entityTagOf(resource) } };
  return writeAnswer(exchange, shape, { status: 200, stored: resource, projection });
}

function formerActive({ leniency }: Exchange, current: StoredResource) {
  return { current: current.attributes, keeps: () => leniency.use("keepActive") };
}

/** RFC 7644 §3.6: DELETE. */
export async function removeResource(exchange: Exchange, shape: ResourceShape, id: string): Promise<Answer> {
  const ifMatch = readEntityTags(exchange.request.headers.get("if-match"));
  await exchange.provider.store.remove(exchange.caller, shape, id, { ifMatch });
  return { status: 204 };
}

/** The error for an id that the caller's account does not have; ids of other accounts are unknown ids. */
function notFound(shape: ResourceShape, id: string): ScimError {
  return new ScimError("notFound", `${shape.type.name} "${id.slice(0, 100)}" does not exist.`);
}

function mayRead({ provider, caller }: Exchange, shape: ResourceShape): boolean {
  return caller.scopes.includes(scopeOf(provider, shape, "read"));
}

function partsOfWrite(exchange: Exchange, shape: ResourceShape, projection: Projection): ResourceParts {
  return mayRead(exchange, shape) ? partsOf(exchange.provider, shape, projection) : NOTHING;
}

/** Whoever may not read the type is told what a client needs to go on: a change of nothing would be a read otherwise. */
function writeAnswer(
  exchange: Exchange,
  shape: ResourceShape,
  answer: { readonly status: number; readonly stored: StoredResource; readonly projection: Projection },
) {
  if (mayRead(exchange, shape)) return resourceAnswer(exchange, shape, answer);
  const { id, version, createdAt, lastModifiedAt } = answer.stored;
  const stored = { id, version, createdAt, lastModifiedAt, attributes: {} };
  return resourceAnswer(exchange, shape, { ...answer, stored });
}

function resourceAnswer(
  exchange: Exchange,
  shape: ResourceShape,
  answer: { readonly status: number; readonly stored: StoredResource; readonly projection: Projection },
): { readonly status: number; readonly body: JsonObject; readonly headers: Readonly<Record<string, string>> } {
  const { status, stored } = answer;
  return {
    status,
    body: toResourceJson(exchange, shape, answer),
    headers: { etag: entityTagOf(stored) },
  };
}
