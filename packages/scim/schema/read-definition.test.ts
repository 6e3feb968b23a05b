import { describe, expect, test } from "vitest";
import { ENTERPRISE_USER_SCHEMA } from "./enterprise-user.ts";
import { GROUP_SCHEMA } from "./group.ts";
import { readResourceTypeDefinition, readSchemaDefinition } from "./read-definition.ts";
import { GROUP_RESOURCE_TYPE, USER_RESOURCE_TYPE } from "./resource-types.ts";
import { USER_SCHEMA } from "./user.ts";
import { resourceTypeToJson, schemaToJson } from "./wire.ts";

const URN = "urn:example:scim:schemas:core:2.0:Device";

/** What a schema with these attributes reads as: "path: message", or "ok". */
function faultOf(attributes: unknown, change: Record<string, unknown> = {}): string {
  const result = readSchemaDefinition({ id: URN, attributes, ...change });
  return result.ok ? "ok" : `${result.path}: ${result.message}`;
}

function faultOfType(change: Record<string, unknown>): string {
  const result = readResourceTypeDefinition({ name: "Device", endpoint: "/Devices", schema: URN, ...change });
  return result.ok ? "ok" : `${result.path}: ${result.message}`;
}

describe("readSchemaDefinition", () => {
  test("reads the schemas of the core as they are shown [D-06]", () => {
    for (const schema of [USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA]) {
      const shown = { ...schemaToJson(schema), meta: { resourceType: "Schema" } };
      expect(readSchemaDefinition(shown)).toEqual({ ok: true, value: schema });
    }
  });

  test("what is left out has the default of RFC 7643 §2.2 [T-01]", () => {
    const result = readSchemaDefinition({
      id: URN,
      attributes: [{ name: "a" }, { name: "b", mutability: "writeOnly" }],
    });
    expect(result).toMatchObject({
      ok: true,
      value: {
        attributes: [
          {
            type: "string",
            multiValued: false,
            required: false,
            caseExact: false,
            mutability: "readWrite",
            returned: "default",
            uniqueness: "none",
          },
          { mutability: "writeOnly", returned: "never" },
        ],
      },
    });
  });

  const sub = { name: "s" };
  test.each<[string, unknown, string]>([
    ["no list", "x", "attributes: must be a list"],
    ["nothing", [], "attributes: must list at least one attribute"],
    ["no object", [1], "attributes[0]: must be a JSON object"],
    ["no name", [{}], "attributes[0].name: is missing; give a text"],
    ["a misspelt property", [{ name: "a", mutabilty: "readOnly" }], "attributes[0].mutabilty: is no property"],
    ["a name outside the grammar", [{ name: "a b" }], 'attributes[0].name: "a b" is no attribute name'],
    ["a name of every resource", [{ name: "ID" }], 'attributes[0].name: "ID" is an attribute of every resource'],
    ["externalId", [{ name: "externalId" }], 'attributes[0].name: "externalId" is an attribute of every resource'],
    ["a prototype", [{ name: "constructor" }], 'attributes[0].name: "constructor" is reserved'],
    ["a word of filters", [{ name: "Not" }], 'attributes[0].name: "Not" is reserved'],
    ["a long name", [{ name: "a".repeat(65) }], "attributes[0].name: is longer than 64 characters"],
    ["a name twice", [{ name: "a" }, { name: "A" }], 'attributes[1].name: "A" is the name of item 0 already'],
    ["an unknown type", [{ name: "a", type: "number" }], 'attributes[0].type: must be one of "string", "boolean"'],
    ["no boolean", [{ name: "a", required: "true" }], "attributes[0].required: must be true or false"],
    [
      "complex in complex [R-11]",
      [{ name: "a", type: "complex", subAttributes: [{ name: "b", type: "complex", subAttributes: [sub] }] }],
      "attributes[0].subAttributes[0].type: cannot be complex",
    ],
    ["complex without parts", [{ name: "a", type: "complex" }], "attributes[0].subAttributes: must list at least one"],
    ["parts of a string", [{ name: "a", subAttributes: [sub] }], "attributes[0].subAttributes: belong to attributes"],
    [
      "a sub-attribute twice",
      [{ name: "a", type: "complex", subAttributes: [sub, { name: "S" }] }],
      'attributes[0].subAttributes[1].name: "S" is the name of item 0 already',
    ],
    [
      "readOnly and required",
      [{ name: "a", mutability: "readOnly", required: true }],
      "attributes[0].required: cannot",
    ],
    [
      "readOnly, never",
      [{ name: "a", mutability: "readOnly", returned: "never" }],
      'attributes[0].returned: can be "never" for a writeOnly',
    ],
    [
      "writeOnly and returned",
      [{ name: "a", mutability: "writeOnly", returned: "default" }],
      'attributes[0].returned: must be "never"',
    ],
    [
      "writeOnly and unique",
      [{ name: "a", mutability: "writeOnly", uniqueness: "server" }],
      "attributes[0].uniqueness: must",
    ],
    [
      "a unique complex",
      [{ name: "a", type: "complex", uniqueness: "server", subAttributes: [sub] }],
      "attributes[0].uniqueness: must",
    ],
    ["a unique boolean", [{ name: "a", type: "boolean", uniqueness: "server" }], "attributes[0].uniqueness: must"],
    ["an exact number", [{ name: "a", type: "integer", caseExact: true }], "attributes[0].caseExact: must be false"],
    ["an inexact binary", [{ name: "a", type: "binary", caseExact: false }], "attributes[0].caseExact: must be true"],
    ["a reference to nothing", [{ name: "a", type: "reference" }], "attributes[0].referenceTypes: is missing"],
    ["a string that refers", [{ name: "a", referenceTypes: ["User"] }], "attributes[0].referenceTypes: belongs to"],
    [
      "suggested numbers",
      [{ name: "a", type: "integer", canonicalValues: ["1"] }],
      "attributes[0].canonicalValues: belong",
    ],
    [
      "a suggestion twice",
      [{ name: "a", canonicalValues: ["x", "x"] }],
      'attributes[0].canonicalValues[1]: repeats "x"',
    ],
    [
      "more attributes than may be",
      Array.from({ length: 201 }, (_, index) => ({ name: `a${index}` })),
      "attributes: has more than 200 items",
    ],
    [
      "more parts than may be",
      [{ name: "a", type: "complex", subAttributes: Array.from({ length: 51 }, (_, i) => ({ name: `a${i}` })) }],
      "attributes[0].subAttributes: has more than 50 items",
    ],
  ])("refuses %s [T-01]", (_, attributes, fault) => {
    expect(faultOf(attributes)).toContain(fault);
  });

  test("takes the most that may be [T-01]", () => {
    const subAttributes = Array.from({ length: 50 }, (_, index) => ({ name: `s${index}` }));
    const attributes = Array.from({ length: 200 }, (_, index) => ({
      name: `a${index}`,
      type: "complex",
      subAttributes,
    }));
    expect(faultOf(attributes)).toBe("ok");
    expect(faultOf([{ name: "a".repeat(64) }])).toBe("ok");
  });

  test.each<[Record<string, unknown>, string]>([
    [{ id: undefined }, "id: is missing"],
    [{ id: "Device" }, "id: must be a schema URN"],
    [{ id: "urn:example" }, "id: must be a schema URN"],
    [{ id: "urn:example:a b" }, "id: must be a schema URN"],
    [{ id: `urn:example:${"a".repeat(200)}` }, "id: is longer than 200 characters"],
    [{ id: "urn:ietf:params:scim:api:messages:2.0:Error" }, "id: cannot begin with"],
    [{ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"] }, "schemas: must be"],
    [{ name: 7 }, "name: must be a text"],
    [JSON.parse('{"__proto__": {"id": "x"}}'), "__proto__: is no property that is known here"],
  ])("refuses the schema %j [T-01]", (change, fault) => {
    expect(faultOf([{ name: "a" }], change)).toContain(fault);
  });

  test("names the schema that is at fault [T-01]", () => {
    expect(readSchemaDefinition({ id: URN, attributes: [] })).toMatchObject({ ok: false, subject: URN });
  });
});

describe("readResourceTypeDefinition", () => {
  test("reads the types of the core as they are shown [D-09]", () => {
    for (const type of [USER_RESOURCE_TYPE, GROUP_RESOURCE_TYPE]) {
      expect(readResourceTypeDefinition({ ...resourceTypeToJson(type), meta: {} })).toEqual({ ok: true, value: type });
    }
  });

  const other = "urn:example:x";
  test.each<[Record<string, unknown>, string]>([
    [{ name: undefined }, "name: is missing"],
    [{ name: "A device" }, "name: must be a letter"],
    [{ id: "Other" }, 'id: must equal the name "Device"'],
    [{ endpoint: "Devices" }, 'endpoint: must be "/" and one word'],
    [{ endpoint: "/a/b" }, 'endpoint: must be "/" and one word'],
    [{ endpoint: "/.search" }, 'endpoint: must be "/" and one word'],
    [{ schema: "x" }, "schema: must be a schema URN"],
    [{ schemaExtensions: [{ schema: other }, { schema: "URN:EXAMPLE:X" }] }, "schemaExtensions[1].schema: names"],
    [{ schemaExtensions: [{ schema: other, required: 1 }] }, "schemaExtensions[0].required: must be true or false"],
    [{ schemaExtensions: [{ schema: other, optional: true }] }, "schemaExtensions[0].optional: is no property"],
  ])("refuses %j [T-01]", (change, fault) => {
    expect(faultOfType(change)).toContain(fault);
  });
});
