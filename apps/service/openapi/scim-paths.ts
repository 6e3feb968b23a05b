/** The addresses of SCIM as OpenAPI paths: one set for each resource type, and discovery (RFC 7644 §3.2). */
import { type ResourceShape, SCIM_ERROR_CODES, ScimError } from "@lockstep/scim";
import type { JsonSchema } from "./attribute-schema.ts";
import { componentName, schemaRef } from "./scim-schemas.ts";

const MEDIA_TYPE = "application/scim+json";
/** What any request may be answered. */
const ANYWHERE = [401, 403, 429, 500];

type Paths = Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;

/** Component parameters and responses that the paths refer to. */
export function scimComponents(): {
  readonly parameters: Readonly<Record<string, JsonSchema>>;
  readonly responses: Readonly<Record<string, JsonSchema>>;
} {
  return {
    parameters: PARAMETERS,
    responses: Object.fromEntries(errorStatuses().map((status) => [`ScimError${status}`, errorResponse(status)])),
  };
}

/** The paths below `basePath`. */
export function scimPaths(shapes: readonly ResourceShape[], basePath: string): Paths {
  return Object.assign({}, ...shapes.map((shape) => resourcePaths(shape, basePath)), discoveryPaths(basePath));
}

function resourcePaths(shape: ResourceShape, basePath: string): Paths {
  const { name, endpoint } = shape.type;
  const tags = [`SCIM ${name}`];
  const [resource, input, list] = [componentName(name), componentName(name, "Input"), componentName(name, "List")];
  const operation = (verb: string, summary: string, rest: object) => ({
    operationId: `scim${verb}${componentName(name).slice("Scim".length)}`,
    tags,
    summary,
    ...rest,
  });
  const projection = parameterRefs("ScimAttributes", "ScimExcludedAttributes");
  const one = answer("The resource.", resource, true);
  const written = { 200: one, ...errors(400, 404, 409, 412, 413, 415) };
  return {
    [`${basePath}${endpoint}`]: {
      get: operation("List", `Query the resources of type ${name}`, {
        parameters: [
          ...parameterRefs("ScimFilter", "ScimSortBy", "ScimSortOrder", "ScimStartIndex", "ScimCount"),
          ...projection,
        ],
        responses: { 200: answer("A page of resources.", list), ...errors(400) },
      }),
      post: operation("Create", `Create a ${name}`, {
        parameters: projection,
        requestBody: body(input),
        responses: { 201: answer("The new resource.", resource, true), ...errors(400, 409, 413, 415) },
      }),
    },
    [`${basePath}${endpoint}/{id}`]: {
      parameters: parameterRefs("ScimId"),
      get: operation("Read", `Read a ${name}`, {
        parameters: [...projection, ...parameterRefs("ScimIfNoneMatch")],
        responses: {
          200: one,
          304: { description: "The version in If-None-Match is the present one." },
          ...errors(400, 404),
        },
      }),
      put: operation("Replace", `Replace a ${name}`, {
        parameters: [...projection, ...parameterRefs("ScimIfMatch")],
        requestBody: body(input),
        responses: written,
      }),
      patch: operation("Patch", `Change parts of a ${name}`, {
        parameters: [...projection, ...parameterRefs("ScimIfMatch")],
        requestBody: body("ScimPatchOp"),
        responses: {
          ...written,
          204: { description: "Done; nothing but members was touched, and no attributes were asked for." },
        },
      }),
      delete: operation("Delete", `Delete a ${name}`, {
        parameters: parameterRefs("ScimIfMatch"),
        responses: { 204: { description: "Deleted." }, ...errors(404, 412) },
      }),
    } as unknown as Readonly<Record<string, JsonSchema>>,
  };
}

function discoveryPaths(basePath: string): Paths {
  const operation = (operationId: string, summary: string, rest: object) => ({
    get: { operationId, tags: ["SCIM discovery"], summary, ...rest },
  });
  const all = (name: string, schema: string) =>
    operation(`scimList${name}`, `List the ${name}`, {
      responses: { 200: answer(`All ${name}.`, `${schema}List`), ...errors() },
    });
  const one = (name: string, schema: string) =>
    operation(`scimRead${schema.slice("Scim".length)}`, `Read one of the ${name}`, {
      parameters: parameterRefs("ScimId"),
      responses: { 200: answer("The document.", schema), ...errors(404) },
    });
  return {
    [`${basePath}/ServiceProviderConfig`]: operation(
      "scimReadServiceProviderConfig",
      "Read what the service provider supports",
      {
        responses: { 200: answer("The configuration.", "ScimServiceProviderConfig"), ...errors() },
      },
    ),
    [`${basePath}/ResourceTypes`]: all("ResourceTypes", "ScimResourceType"),
    [`${basePath}/ResourceTypes/{id}`]: one("ResourceTypes", "ScimResourceType"),
    [`${basePath}/Schemas`]: all("Schemas", "ScimSchema"),
    [`${basePath}/Schemas/{id}`]: one("Schemas", "ScimSchema"),
  };
}

function body(schema: string): JsonSchema {
  const content = { schema: schemaRef(schema) };
  return { required: true, content: { [MEDIA_TYPE]: content, "application/json": content } };
}

function answer(description: string, schema: string, isVersioned = false): JsonSchema {
  const headers = isVersioned
    ? { ETag: { description: "Weak tag of the version.", schema: { type: "string" } } }
    : undefined;
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    content: { [MEDIA_TYPE]: { schema: schemaRef(schema) } },
  };
}

function errors(...statuses: readonly number[]): Readonly<Record<number, JsonSchema>> {
  const all = [...statuses, ...ANYWHERE];
  return Object.fromEntries(all.map((status) => [status, { $ref: `#/components/responses/ScimError${status}` }]));
}

function errorStatuses(): readonly number[] {
  return [...new Set(SCIM_ERROR_CODES.map((code) => new ScimError(code).status))].sort((left, right) => left - right);
}

/** Says which values `scimType` may have at this status, each with its meaning. */
function errorResponse(status: number): JsonSchema {
  const kinds = SCIM_ERROR_CODES.map((code) => new ScimError(code)).filter((error) => error.status === status);
  const lines = kinds.map(({ scimType, detail }) => (scimType === undefined ? detail : `\`${scimType}\`: ${detail}`));
  return { description: lines.join(" "), content: { [MEDIA_TYPE]: { schema: schemaRef("ScimError") } } };
}

function parameterRefs(...names: readonly string[]): JsonSchema[] {
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

function parameter(place: "query" | "header", name: string, schema: JsonSchema, description: string): JsonSchema {
  return { name, in: place, required: false, schema, description };
}

const TEXT = { type: "string" };
const PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  ScimId: { name: "id", in: "path", required: true, schema: TEXT, description: "The id that the service gave." },
  ScimFilter: parameter(
    "query",
    "filter",
    { ...TEXT, examples: ['userName eq "jane@example.com"'] },
    "Which resources (RFC 7644 §3.4.2.2).",
  ),
  ScimSortBy: parameter(
    "query",
    "sortBy",
    { ...TEXT, examples: ["name.familyName"] },
    "The attribute to sort by (RFC 7644 §3.4.2.3).",
  ),
  ScimSortOrder: parameter(
    "query",
    "sortOrder",
    { ...TEXT, enum: ["ascending", "descending"], default: "ascending" },
    "The direction.",
  ),
  ScimStartIndex: parameter(
    "query",
    "startIndex",
    { type: "integer", default: 1 },
    "Position of the first resource, from 1 (RFC 7644 §3.4.2.4).",
  ),
  ScimCount: parameter(
    "query",
    "count",
    { type: "integer", minimum: 0 },
    "Most resources of the page; the service caps it.",
  ),
  ScimAttributes: parameter(
    "query",
    "attributes",
    TEXT,
    "Names of the attributes to show, with commas between them (RFC 7644 §3.9).",
  ),
  ScimExcludedAttributes: parameter(
    "query",
    "excludedAttributes",
    TEXT,
    "Names of the attributes to leave out; not together with `attributes`.",
  ),
  ScimIfMatch: parameter("header", "If-Match", TEXT, "Only if the version is this one (RFC 7644 §3.14)."),
  ScimIfNoneMatch: parameter("header", "If-None-Match", TEXT, "Only if the version is another one (RFC 7644 §3.14)."),
};
