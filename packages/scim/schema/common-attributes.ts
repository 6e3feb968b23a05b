/** RFC 7643 §3 and §3.1: the attributes that every resource has without naming them in its schema. */
import { attribute } from "./attribute.ts";
import type { AttributeDefinition } from "./types.ts";

/** `schemas`, `id`, `externalId` and `meta`. */
export const COMMON_ATTRIBUTES: readonly AttributeDefinition[] = [
  attribute("schemas", "The URNs of the schemas that the resource uses.", {
    type: "reference",
    referenceTypes: ["uri"],
    multiValued: true,
    required: true,
    mutability: "readOnly",
    returned: "always",
  }),
  attribute("id", "The identifier that the service provider gives to the resource.", {
    required: true,
    caseExact: true,
    mutability: "readOnly",
    returned: "always",
    uniqueness: "server",
  }),
  attribute("externalId", "The identifier that the provisioning client gives to the resource.", { caseExact: true }),
  attribute("meta", "What the service provider knows about the resource itself.", {
    type: "complex",
    mutability: "readOnly",
    subAttributes: [
      attribute("resourceType", "The name of the resource type.", { caseExact: true, mutability: "readOnly" }),
      attribute("created", "When the resource was added.", { type: "dateTime", mutability: "readOnly" }),
      attribute("lastModified", "When the resource was last changed.", { type: "dateTime", mutability: "readOnly" }),
      attribute("location", "The URI of the resource.", {
        type: "reference",
        referenceTypes: ["uri"],
        caseExact: true,
        mutability: "readOnly",
      }),
      attribute("version", "The version of the resource, as in the ETag header.", {
        caseExact: true,
        mutability: "readOnly",
      }),
    ],
  }),
];
