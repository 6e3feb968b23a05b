/** Stored resources as they go on the wire (RFC 7643 §3). */
import {
  type Json,
  type JsonObject,
  type Projection,
  projectParts,
  projectResource,
  type ResourceShape,
  readProjection,
  schemasOf,
} from "@lockstep/scim";
import { type Exchange, findHolderRule, findMemberRule, locationOf, type Provider } from "./context.ts";
import { entityTagOf } from "./entity-tag.ts";
import type { Member, ResourceParts, StoredResource } from "./ports.ts";

/** Perf: most requests name no attributes, and for them the answer depends on the shape alone. */
const usualParts = new WeakMap<Provider, WeakMap<ResourceShape, ResourceParts>>();
/** RFC 7644 §3.9: what a URL asks to be shown. */
export function projectionOf(parameters: URLSearchParams): Projection {
  const named = (name: string) => (parameters.has(name) ? parameters.getAll(name) : undefined);
  return readProjection(named("attributes"), named("excludedAttributes"));
}

/** Which derived parts the projection will show, so that the store need not read the others. */
export function partsOf(provider: Provider, shape: ResourceShape, projection: Projection): ResourceParts {
  if (projection.attributes !== undefined || projection.excludedAttributes !== undefined) {
    return findParts(provider, shape, projection);
  }
  const known = usualParts.get(provider)?.get(shape);
  if (known !== undefined) return known;
  const parts = findParts(provider, shape, projection);
  const byShape = usualParts.get(provider) ?? new WeakMap<ResourceShape, ResourceParts>();
  usualParts.set(provider, byShape.set(shape, parts));
  return parts;
}

function findParts(provider: Provider, shape: ResourceShape, projection: Projection): ResourceParts {
  return {
    members: isShown(shape, projection, findHolderRule(provider, shape)?.attribute),
    groups: isShown(shape, projection, findMemberRule(provider, shape)?.reverseAttribute),
  };
}

/** Asks the projection itself, with a value that has every sub-attribute. */
function isShown(shape: ResourceShape, projection: Projection, attribute: string | undefined): boolean {
  if (attribute === undefined) return false;
  const probe = { [attribute]: [{ value: "-", $ref: "-", display: "-", type: "-" }] };
  return Object.hasOwn(projectResource(shape, probe, projection), attribute);
}

/** True when the request names the attribute in `attributes`. */
export function isNamed(shape: ResourceShape, projection: Projection, attribute: string): boolean {
  return projection.attributes !== undefined && isShown(shape, projection, attribute);
}

/** The wire form of a resource under a projection, as the caller sees it. */
export function toResourceJson(
  { provider, shapes }: Pick<Exchange, "provider" | "shapes">,
  shape: ResourceShape,
  { stored, projection }: { readonly stored: StoredResource; readonly projection: Projection },
): JsonObject {
  const holderRule = findHolderRule(provider, shape);
  const memberRule = findMemberRule(provider, shape);
  const toMember = (member: Member, resourceType: string) => {
    const its = shapes.find(({ type }) => type.name === resourceType);
    return toMemberJson(member, { $ref: its === undefined ? undefined : locationOf(provider, its, member.value) });
  };
  const derived: Record<string, Json | undefined> = {
    schemas: schemasOf(shape, stored.attributes),
    id: stored.id,
    meta: {
      resourceType: shape.type.name,
      created: stored.createdAt,
      lastModified: stored.lastModifiedAt,
      location: locationOf(provider, shape, stored.id),
      version: entityTagOf(stored),
    },
  };
  if (holderRule !== undefined && stored.members !== undefined) {
    derived[holderRule.attribute] = stored.members.map((member) => toMember(member, member.type));
  }
  if (memberRule !== undefined && stored.groups !== undefined) {
    const { resourceType } = memberRule;
    derived[memberRule.reverseAttribute] = stored.groups.map((group) => toMember(group, resourceType));
  }
  return projectParts(shape, { derived, attributes: stored.attributes }, projection);
}

function toMemberJson(member: Member, { $ref }: { readonly $ref: string | undefined }): JsonObject {
  return {
    value: member.value,
    ...($ref === undefined ? {} : { $ref }),
    type: member.type,
    ...(member.display === undefined ? {} : { display: member.display }),
  };
}
