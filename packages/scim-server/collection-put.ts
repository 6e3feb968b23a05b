/**
 * Interop (Declaree): PUT on a collection replaces the resource that the body names. Pinned by
 * transcripts/declaree/collection-put.json.
 */
import { findAttribute, isJsonObject, ownValueAnyCase, type ResourceShape, ScimError } from "@lockstep/scim";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./context.ts";
import { replaceResource } from "./resource-endpoint.ts";

/** PUT on a collection: the resource is named by `id`, else `externalId`, else the type's own unique name. Throws `ScimError`. */
export async function replaceNamed(exchange: Exchange, shape: ResourceShape): Promise<Answer> {
  exchange.leniency.use("collectionPut");
  const body = await exchange.readBody();
  if (!isJsonObject(body)) throw new ScimError("invalidSyntax", "The request body must be a JSON object.");
  const id = ownValueAnyCase(body, "id");
  if (typeof id === "string" && id !== "") return replaceResource(exchange, shape, id);
  const unique = shape.core.attributes.find(({ required, uniqueness }) => required && uniqueness !== "none")?.name;
  for (const name of ["externalId", ...(unique === undefined ? [] : [unique])]) {
    const value = ownValueAnyCase(body, name);
    if (typeof value !== "string" || value === "") continue;
    return replaceResource(exchange, shape, await findNamed(exchange, shape, { name, value }));
  }
  const names = ["id", "externalId", ...(unique === undefined ? [] : [unique])].map((name) => `"${name}"`).join(", ");
  throw new ScimError("invalidValue", `A PUT without an id in its path needs one of ${names} in its body.`);
}

async function findNamed(
  { provider, caller }: Exchange,
  shape: ResourceShape,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<string> {
  const attribute = findAttribute(shape.core.attributes, name)?.name ?? name;
  const page = await provider.store.query(caller, shape, {
    filter: {
      kind: "compare",
      path: { schemaUrn: undefined, name: attribute, subName: undefined },
      operator: "eq",
      value,
      position: 0,
    },
    sortBy: undefined,
    sortOrder: "ascending",
    startIndex: 1,
    count: 2,
    include: { members: false, groups: false },
  });
  const [found, another] = page.resources;
  if (found === undefined) {
    throw new ScimError("notFound", `There is no ${shape.type.name} with the given "${name}": PUT never creates.`);
  }
  if (another === undefined) return found.id;
  throw new ScimError("invalidValue", `Several resources have the given "${name}": put the id into the path.`);
}
