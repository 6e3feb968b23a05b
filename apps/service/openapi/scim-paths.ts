/** The addresses of SCIM as OpenAPI paths (RFC 7644 §3.2): a set for each resource type, and what is there once. */
import type { ResourceShape } from "@lockstep/scim";
import type { JsonSchema } from "./attribute-schema.ts";
import { answer, body, errors, parameterRefs } from "./scim-parts.ts";
import { componentName } from "./scim-schemas.ts";

type PathItem = Readonly<Record<string, JsonSchema | readonly JsonSchema[]>>;
type Paths = Readonly<Record<string, PathItem>>;

const PROJECTION = parameterRefs("ScimAttributes", "ScimExcludedAttributes");
const QUERY = [
  ...parameterRefs("ScimFilter", "ScimSortBy", "ScimSortOrder", "ScimStartIndex", "ScimCount", "ScimCursor"),
  ...PROJECTION,
];
/** The type behind the alias /Me (RFC 7644 §3.11). */
const ME_TYPE = "User";

/** The paths below `basePath`. */
export function scimPaths(shapes: readonly ResourceShape[], basePath: string): Paths {
  return Object.assign(
    {},
    ...shapes.map((shape) => resourcePaths(shape, basePath)),
    shapes.some(({ type }) => type.name === ME_TYPE) ? mePath(basePath) : {},
    sharedPaths(basePath),
    discoveryPaths(basePath),
  );
}

function resourcePaths({ type }: ResourceShape, basePath: string): Paths {
  const { name, endpoint } = type;
  const place = { tag: `SCIM ${name}`, id: componentName(name).slice("Scim".length), name, resource: name };
  const list = componentName(name, "List");
  return {
    [`${basePath}${endpoint}`]: {
      get: operation(place.tag, `scimList${place.id}`, {
        summary: `Query the resources of type ${name}`,
        parameters: QUERY,
        responses: { 200: answer("A page of resources.", list), ...errors(400) },
      }),
      post: operation(place.tag, `scimCreate${place.id}`, {
        summary: `Create a ${name}`,
        parameters: PROJECTION,
        requestBody: body(componentName(name, "Input")),
        responses: {
          201: answer("The new resource.", componentName(name), true),
          ...errors(400, 409, 413, 415),
        },
      }),
    },
    [`${basePath}${endpoint}/{id}`]: { parameters: parameterRefs("ScimId"), ...oneResource(place) },
    [`${basePath}${endpoint}/.search`]: {
      post: searchOperation(place.tag, `scimSearch${place.id}`, list),
    },
  };
}

function mePath(basePath: string): Paths {
  const me = { tag: "SCIM Me", id: "Me", name: "user behind the credential", resource: ME_TYPE };
  return { [`${basePath}/Me`]: oneResource(me) };
}

/** What can be done with one resource. */
function oneResource(place: {
  readonly tag: string;
  readonly id: string;
  readonly name: string;
  readonly resource: string;
}): PathItem {
  const { tag, id, name, resource } = place;
  const one = answer("The resource.", componentName(resource), true);
  const written = { 200: one, ...errors(400, 404, 409, 412, 413, 415) };
  return {
    get: operation(tag, `scimRead${id}`, {
      summary: `Read a ${name}`,
      parameters: [...PROJECTION, ...parameterRefs("ScimIfNoneMatch")],
      responses: {
        200: one,
        304: { description: "The version in If-None-Match is the present one." },
        ...errors(400, 404),
      },
    }),
    put: operation(tag, `scimReplace${id}`, {
      summary: `Replace a ${name}`,
      parameters: [...PROJECTION, ...parameterRefs("ScimIfMatch")],
      requestBody: body(componentName(resource, "Input")),
      responses: written,
    }),
    patch: operation(tag, `scimPatch${id}`, {
      summary: `Change parts of a ${name}`,
      parameters: [...PROJECTION, ...parameterRefs("ScimIfMatch")],
      requestBody: body("ScimPatchOp"),
      responses: {
        ...written,
        204: { description: "Done; nothing but members was touched, and no attributes were asked for." },
      },
    }),
    delete: operation(tag, `scimDelete${id}`, {
      summary: `Delete a ${name}`,
      parameters: parameterRefs("ScimIfMatch"),
      responses: { 204: { description: "Deleted." }, ...errors(404, 412) },
    }),
  };
}

function sharedPaths(basePath: string): Paths {
  const tag = "SCIM over all types";
  return {
    [basePath]: {
      get: operation(tag, "scimListAll", {
        summary: "Query the resources of all types",
        parameters: QUERY,
        responses: { 200: answer("A page of resources.", "ScimAnyList"), ...errors(400) },
      }),
    },
    [`${basePath}/.search`]: { post: searchOperation(tag, "scimSearchAll", "ScimAnyList") },
    [`${basePath}/Bulk`]: {
      post: operation(tag, "scimBulk", {
        summary: "Send several operations at once",
        requestBody: body("ScimBulkRequest"),
        responses: { 200: answer("What became of each operation.", "ScimBulkResponse"), ...errors(400, 413, 415) },
      }),
    },
  };
}

function searchOperation(tag: string, operationId: string, list: string): JsonSchema {
  return operation(tag, operationId, {
    summary: "Query by POST, so that no value stands in an address",
    requestBody: body("ScimSearchRequest"),
    responses: { 200: answer("A page of resources.", list), ...errors(400, 413, 415) },
  });
}

function discoveryPaths(basePath: string): Paths {
  const read = (operationId: string, rest: object) => ({ get: operation("SCIM discovery", operationId, rest) });
  const all = (name: string, schema: string) =>
    read(`scimList${name}`, {
      summary: `List the ${name}`,
      responses: { 200: answer(`All ${name}.`, `${schema}List`), ...errors() },
    });
  const one = (name: string, schema: string) =>
    read(`scimRead${schema.slice("Scim".length)}`, {
      summary: `Read one of the ${name}`,
      parameters: parameterRefs("ScimId"),
      responses: { 200: answer("The document.", schema), ...errors(404) },
    });
  return {
    [`${basePath}/ServiceProviderConfig`]: read("scimReadServiceProviderConfig", {
      summary: "Read what the service provider supports",
      responses: { 200: answer("The configuration.", "ScimServiceProviderConfig"), ...errors() },
    }),
    [`${basePath}/ResourceTypes`]: all("ResourceTypes", "ScimResourceType"),
    [`${basePath}/ResourceTypes/{id}`]: one("ResourceTypes", "ScimResourceType"),
    [`${basePath}/Schemas`]: all("Schemas", "ScimSchema"),
    [`${basePath}/Schemas/{id}`]: one("Schemas", "ScimSchema"),
  };
}

function operation(tag: string, operationId: string, rest: object): JsonSchema {
  return { operationId, tags: [tag], ...rest };
}
