/** Shapes for tests: the two of the core, and one whose attributes have every characteristic. */
import { attribute, primaryAttribute, typeAttribute } from "../schema/attribute.ts";
import { ENTERPRISE_USER_SCHEMA } from "../schema/enterprise-user.ts";
import { GROUP_SCHEMA } from "../schema/group.ts";
import { GROUP_RESOURCE_TYPE, USER_RESOURCE_TYPE } from "../schema/resource-types.ts";
import { createShape } from "../schema/shape.ts";
import type { ResourceShape, SchemaDefinition } from "../schema/types.ts";
import { USER_SCHEMA } from "../schema/user.ts";

/** Users with the enterprise extension. */
export const userShape: ResourceShape = createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);

/** Groups. */
export const groupShape: ResourceShape = createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]);

/** The URN of the probe's core schema. */
export const PROBE_URN = "urn:example:params:scim:schemas:core:2.0:Probe";

/** The URN of the probe's required extension. */
export const PROBE_EXTENSION_URN = "urn:example:params:scim:schemas:extension:probe:2.0:Probe";

const PROBE_SCHEMA: SchemaDefinition = {
  id: PROBE_URN,
  name: "Probe",
  description: "Exercises every characteristic.",
  attributes: [
    attribute("identifier", "Required and unique.", { required: true, uniqueness: "server" }),
    attribute("caseExactString", "A string with its letter case.", { caseExact: true }),
    attribute("caseInsensitiveString", "A string without it."),
    attribute("integerAttr", "An integer.", { type: "integer" }),
    attribute("decimalAttr", "A decimal.", { type: "decimal" }),
    attribute("booleanAttr", "A boolean.", { type: "boolean" }),
    attribute("dateTimeAttr", "An instant.", { type: "dateTime" }),
    attribute("binaryAttr", "Bytes.", { type: "binary", caseExact: true }),
    attribute("referenceAttr", "A URI.", { type: "reference", referenceTypes: ["uri"], caseExact: true }),
    attribute("readOnlyAttr", "Set by the server.", { mutability: "readOnly" }),
    attribute("immutableAttr", "Set once.", { mutability: "immutable" }),
    attribute("writeOnlyAttr", "Never seen again.", { mutability: "writeOnly", returned: "never" }),
    attribute("requestOnlyAttr", "Returned when named.", { returned: "request" }),
    attribute("alwaysReturnedAttr", "Returned in any case.", { returned: "always" }),
    attribute("multiStrings", "Several strings.", { multiValued: true }),
    attribute("complexAttr", "Parts of three types.", {
      type: "complex",
      subAttributes: [
        attribute("sub1", "A string."),
        attribute("sub2", "An integer.", { type: "integer" }),
        attribute("sub3", "A boolean.", { type: "boolean" }),
      ],
    }),
    attribute("multiComplex", "Several values with type and primary.", {
      type: "complex",
      multiValued: true,
      subAttributes: [
        attribute("value", "The value.", { required: true }),
        typeAttribute(["a", "b"]),
        primaryAttribute(),
        attribute("secret", "Returned when named.", { returned: "request" }),
      ],
    }),
  ],
};

const PROBE_EXTENSION: SchemaDefinition = {
  id: PROBE_EXTENSION_URN,
  name: "ProbeExtension",
  description: "A required extension.",
  attributes: [
    attribute("extString", "A string."),
    attribute("extRequired", "Required.", { required: true }),
    attribute("extInteger", "An integer.", { type: "integer" }),
  ],
};

/** A resource type with every characteristic and a required extension. */
export const probeShape: ResourceShape = createShape(
  {
    id: "Probe",
    name: "Probe",
    description: "Exercises every characteristic.",
    endpoint: "/Probes",
    schema: PROBE_URN,
    schemaExtensions: [{ schema: PROBE_EXTENSION_URN, required: true }],
  },
  [PROBE_SCHEMA, PROBE_EXTENSION],
);
