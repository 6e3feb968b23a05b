/** The messages of SCIM as component schemas: lists, errors, changes, requests of several parts, discovery. */
import {
  BULK_REQUEST_SCHEMA,
  BULK_RESPONSE_SCHEMA,
  ERROR_SCHEMA,
  LIST_RESPONSE_SCHEMA,
  PATCH_OP_SCHEMA,
  RESOURCE_TYPE_URN,
  SCHEMA_URN,
  SCIM_ERROR_CODES,
  ScimError,
  SEARCH_REQUEST_SCHEMA,
} from "@lockstep/scim";
import type { JsonSchema } from "./attribute-schema.ts";

/** RFC 7643 §5. */
const CONFIG_URN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

/** A reference to a component schema. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A page of a query, by index or by cursor (RFC 9865 §2). */
export function listSchema(item: JsonSchema): JsonSchema {
  return message(LIST_RESPONSE_SCHEMA, {
    description: "A page of a query (RFC 7644 §3.4.2).",
    properties: {
      totalResults: { type: "integer", description: "How many resources match, on all pages together." },
      startIndex: { type: "integer", description: "Position of the first one; on pages by index." },
      nextCursor: { type: "string", description: "Where the next page starts; on pages by cursor, all but the last." },
      itemsPerPage: { type: "integer" },
      Resources: { type: "array", items: item },
    },
    required: ["totalResults"],
  });
}

/** A body whose `schemas` names one URN. */
function message(
  urn: string,
  parts: { readonly description: string; readonly properties: object; readonly required: readonly string[] },
): JsonSchema {
  const { description, properties, required } = parts;
  const schemas = { type: "array", items: { type: "string", const: urn } };
  return { type: "object", description, properties: { schemas, ...properties }, required: ["schemas", ...required] };
}

/** The component schemas of everything that is no resource; `resources` are the schemas that a mixed list may hold. */
export function messageSchemas(resources: readonly JsonSchema[]): Readonly<Record<string, JsonSchema>> {
  const text = { type: "string" };
  const named = { id: text, name: text, description: text, meta: META };
  const scimTypes = SCIM_ERROR_CODES.map((code) => new ScimError(code).scimType).filter((type) => type !== undefined);
  return {
    ScimError: message(ERROR_SCHEMA, {
      description: "An error (RFC 7644 §3.12).",
      properties: {
        status: { type: "string", description: "The status of the answer, as a string." },
        scimType: { type: "string", enum: [...new Set(scimTypes)] },
        detail: { type: "string", description: "What is wrong and where, for people." },
      },
      required: ["status"],
    }),
    ScimPatchOp: message(PATCH_OP_SCHEMA, {
      description: "A partial change, all or nothing (RFC 7644 §3.5.2).",
      properties: { Operations: { type: "array", minItems: 1, items: schemaRef("ScimPatchOperation") } },
      required: ["Operations"],
    }),
    ScimPatchOperation: {
      type: "object",
      properties: {
        op: { type: "string", enum: ["add", "remove", "replace"] },
        path: {
          type: "string",
          description: "Which attribute; left out, `value` holds attributes.",
          examples: ['emails[type eq "work"].value'],
        },
        value: { description: "What to add or to put in place; nothing for a removal." },
      },
      required: ["op"],
    },
    ScimServiceProviderConfig: configSchema(),
    ScimSchema: message(SCHEMA_URN, {
      description: "A schema (RFC 7643 §7).",
      properties: { ...named, attributes: { type: "array", items: { type: "object" } } },
      required: ["id", "attributes"],
    }),
    ScimResourceType: message(RESOURCE_TYPE_URN, {
      description: "A resource type (RFC 7643 §6).",
      properties: {
        ...named,
        endpoint: text,
        schema: text,
        schemaExtensions: { type: "array", items: { type: "object" } },
      },
      required: ["name", "endpoint", "schema"],
    }),
    ScimAnyList: listSchema({ anyOf: resources }),
    ...requestSchemas(),
    ScimSchemaList: listSchema(schemaRef("ScimSchema")),
    ScimResourceTypeList: listSchema(schemaRef("ScimResourceType")),
  };
}

/** RFC 7643 §5. */
function configSchema(): JsonSchema {
  const text = { type: "string" };
  const feature = (more: Readonly<Record<string, JsonSchema>> = {}) => ({
    type: "object",
    properties: { supported: { type: "boolean" }, ...more },
    required: ["supported"],
  });
  const count = { type: "integer" };
  const scheme = {
    type: text,
    name: text,
    description: text,
    specUri: text,
    documentationUri: text,
    primary: { type: "boolean" },
  };
  return message(CONFIG_URN, {
    description: "What the service provider supports (RFC 7643 §5).",
    properties: {
      documentationUri: text,
      patch: feature(),
      bulk: feature({ maxOperations: count, maxPayloadSize: count }),
      filter: feature({ maxResults: count }),
      pagination: {
        type: "object",
        description: "RFC 9865 §4.",
        properties: {
          cursor: { type: "boolean" },
          index: { type: "boolean" },
          defaultPaginationMethod: text,
          defaultPageSize: count,
          maxPageSize: count,
          cursorTimeout: count,
        },
      },
      changePassword: feature(),
      sort: feature(),
      etag: feature(),
      authenticationSchemes: {
        type: "array",
        items: { type: "object", properties: scheme, required: ["type", "name"] },
      },
      meta: META,
    },
    required: ["patch", "bulk", "filter", "changePassword", "sort", "etag", "authenticationSchemes"],
  });
}

/** RFC 7643 §3.1. */
const META: JsonSchema = {
  type: "object",
  properties: { resourceType: { type: "string" }, location: { type: "string" } },
};

/** RFC 7644 §3.4.3 and §3.7. */
function requestSchemas(): Readonly<Record<string, JsonSchema>> {
  const text = { type: "string" };
  const names = { type: "array", items: text };
  const method = { type: "string", enum: ["POST", "PUT", "PATCH", "DELETE"] };
  const bulkId = {
    type: "string",
    description: "Name of what a POST creates; `bulkId:` and the name stand for its id.",
  };
  return {
    ScimSearchRequest: message(SEARCH_REQUEST_SCHEMA, {
      description: "A query in a body (RFC 7644 §3.4.3); its parts are the parameters of a query.",
      properties: {
        attributes: names,
        excludedAttributes: names,
        filter: text,
        sortBy: text,
        sortOrder: { type: "string", enum: ["ascending", "descending"] },
        startIndex: { type: "integer" },
        count: { type: "integer" },
        cursor: text,
      },
      required: [],
    }),
    ScimBulkRequest: message(BULK_REQUEST_SCHEMA, {
      description: "Several operations (RFC 7644 §3.7).",
      properties: {
        failOnErrors: { type: "integer", minimum: 1, description: "How many errors end the request." },
        Operations: {
          type: "array",
          minItems: 1,
          items: {
            type: "object",
            properties: {
              method,
              bulkId,
              version: text,
              path: text,
              data: { description: "The body of the operation." },
            },
            required: ["method", "path"],
          },
        },
      },
      required: ["Operations"],
    }),
    ScimBulkResponse: message(BULK_RESPONSE_SCHEMA, {
      description: "What became of each operation that was tried (RFC 7644 §3.7.3).",
      properties: {
        Operations: {
          type: "array",
          items: {
            type: "object",
            properties: {
              method,
              bulkId,
              location: text,
              version: text,
              status: text,
              response: schemaRef("ScimError"),
            },
            required: ["method", "status"],
          },
        },
      },
      required: ["Operations"],
    }),
  };
}
