/** What the paths of SCIM are made of: parameters, bodies, answers and errors that are the same everywhere. */
import { SCIM_ERROR_CODES, ScimError } from "@lockstep/scim";
import type { JsonSchema } from "./attribute-schema.ts";
import { schemaRef } from "./scim-messages.ts";

const MEDIA_TYPE = "application/scim+json";
/** What any request may be answered. */
const ANYWHERE = [401, 403, 429, 500];

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

/** A request body of SCIM. */
export function body(schema: string): JsonSchema {
  const content = { schema: schemaRef(schema) };
  return { required: true, content: { [MEDIA_TYPE]: content, "application/json": content } };
}

/** An answer with a body of SCIM; `isVersioned` adds the entity tag. */
export function answer(description: string, schema: string, isVersioned = false): JsonSchema {
  const headers = isVersioned
    ? { ETag: { description: "Weak tag of the version.", schema: { type: "string" } } }
    : undefined;
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    content: { [MEDIA_TYPE]: { schema: schemaRef(schema) } },
  };
}

/** The error answers of an operation: the named ones, and those that any request may get. */
export function errors(...statuses: readonly number[]): Readonly<Record<number, JsonSchema>> {
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

/** References to component parameters. */
export function parameterRefs(...names: readonly string[]): JsonSchema[] {
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
  ScimCursor: parameter(
    "query",
    "cursor",
    TEXT,
    "The `nextCursor` of the page before; empty for a first page by cursor (RFC 9865 §2). Not together with `startIndex`.",
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
