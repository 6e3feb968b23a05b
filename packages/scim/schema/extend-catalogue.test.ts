import { describe, expect, test } from "vitest";
import { groupShape, userShape } from "../testing/shapes.ts";
import { attribute } from "./attribute.ts";
import { type Catalogue, extendCatalogue } from "./extend-catalogue.ts";
import { findIncompatibility } from "./incompatible.ts";
import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from "./types.ts";
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from "./urn.ts";

const BASE: Catalogue = {
  schemas: [userShape.core, groupShape.core, ...userShape.extensions.map(({ schema }) => schema)],
  shapes: [userShape, groupShape],
};
const URN = "urn:example:core:Device";
const EXTENSION = "urn:example:extension:Badge";
const DEVICE: ResourceTypeDefinition = {
  id: "Device",
  name: "Device",
  description: "",
  endpoint: "/Devices",
  schema: URN,
  schemaExtensions: [],
};
const USER: ResourceTypeDefinition = { ...userShape.type, schemaExtensions: [{ schema: EXTENSION, required: false }] };

function schema(id: string, attributes: readonly AttributeDefinition[] = [attribute("a", "")]): SchemaDefinition {
  return { id, name: "", description: "", attributes };
}

function faultOf(schemas: readonly SchemaDefinition[], types: readonly ResourceTypeDefinition[]): string {
  const result = extendCatalogue(BASE, { schemas, types });
  return result.ok ? "ok" : `${result.subject} ${result.path}: ${result.message}`;
}

describe("extendCatalogue", () => {
  test("adds a type, and an extension to a type of the base; what is untouched stays the same object [T-01]", () => {
    const result = extendCatalogue(BASE, { schemas: [schema(URN), schema(EXTENSION)], types: [DEVICE, USER] });
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const [user, group, device] = result.value.shapes;
    expect(user?.type.schemaExtensions.map((item) => item.schema)).toEqual([ENTERPRISE_USER_URN, EXTENSION]);
    expect(user?.extensions.map((item) => item.schema.id)).toEqual([ENTERPRISE_USER_URN, EXTENSION]);
    expect(group).toBe(groupShape);
    expect(device?.core.id).toBe(URN);
    const shouted = extendCatalogue(BASE, {
      schemas: [schema(URN)],
      types: [{ ...DEVICE, schema: URN.toUpperCase() }],
    });
    expect(shouted.ok && shouted.value.shapes.at(-1)?.type.schema).toBe(URN);
    expect(result.value.schemas.map(({ id }) => id)).toContain(EXTENSION);
    expect(BASE.shapes).toEqual([userShape, groupShape]);
  });

  const device = [schema(URN)];
  const refers = (name: string) => [
    schema(URN, [
      attribute("c", "", {
        type: "complex",
        subAttributes: [attribute("r", "", { type: "reference", referenceTypes: [name] })],
      }),
    ]),
  ];
  test.each<[string, readonly SchemaDefinition[], readonly ResourceTypeDefinition[], string]>([
    ["a URN of the base", [schema(USER_URN.toUpperCase())], [], "is the URN of another schema"],
    ["a URN twice", [schema(URN), schema(URN.toUpperCase())], [], "is the URN of another schema"],
    ["a type twice", device, [DEVICE, { ...DEVICE, name: "DEVICE" }], 'DEVICE name: "DEVICE" is defined twice'],
    ["an endpoint of the base", device, [{ ...DEVICE, endpoint: "/USERS" }], 'is the endpoint of "User"'],
    ["an endpoint of the protocol", device, [{ ...DEVICE, endpoint: "/Bulk" }], "belongs to the protocol"],
    ["a name of the protocol", device, [{ ...DEVICE, name: "Schema" }], "belongs to the protocol"],
    ["an unknown schema", [], [DEVICE], `Device schema: "${URN}" is not defined`],
    [
      "an unknown extension",
      device,
      [{ ...DEVICE, schemaExtensions: [{ schema: EXTENSION, required: true }] }],
      "Device schemaExtensions[0].schema",
    ],
    ["a type of the base elsewhere", [schema(EXTENSION)], [{ ...USER, endpoint: "/People" }], 'must be "/Users"'],
    ["a type of the base in another spelling", [schema(EXTENSION)], [{ ...USER, name: "user" }], 'must be "User"'],
    [
      "a type of the base with another schema",
      [schema(EXTENSION)],
      [{ ...USER, schema: GROUP_URN }],
      "User schema: must",
    ],
    [
      "the base's extension made required",
      [],
      [{ ...USER, schemaExtensions: [{ schema: ENTERPRISE_USER_URN, required: true }] }],
      "User schemaExtensions[0].required: must be false",
    ],
    [
      "a reference to a type that is not there [T-01]",
      refers("Gadget"),
      [DEVICE],
      `${URN} attributes[0].subAttributes[0].referenceTypes: names the resource type "Gadget"`,
    ],
    [
      "a URN that reads as an attribute of another schema",
      [schema(URN), schema(`${URN}:a`)],
      [{ ...DEVICE, schemaExtensions: [{ schema: `${URN}:a`, required: false }] }],
      "also reads as an attribute",
    ],
  ])("refuses %s", (_, schemas, types, fault) => {
    expect(faultOf(schemas, types)).toContain(fault);
  });

  test("a reference may name a type that comes with it, the base's, or none", () => {
    for (const name of ["Device", "User", "external", "uri"]) expect(faultOf(refers(name), [DEVICE])).toBe("ok");
  });
});

describe("findIncompatibility", () => {
  const before = schema(URN, [
    attribute("a", "", { type: "integer", uniqueness: "server", required: true }),
    attribute("s", "", { canonicalValues: ["x"] }),
    attribute("c", "", { type: "complex", subAttributes: [attribute("p", "")] }),
  ]);
  const change = (name: string, settings: Partial<AttributeDefinition>) =>
    findIncompatibility(before, {
      ...before,
      attributes: before.attributes.map((item) => (item.name === name ? { ...item, ...settings } : item)),
    });

  test("takes what no stored resource can mind [T-01]", () => {
    expect(change("a", { type: "decimal", uniqueness: "none", required: false })).toBeUndefined();
    expect(change("s", { canonicalValues: ["y"], description: "new", returned: "request" })).toBeUndefined();
    expect(change("s", { mutability: "immutable" })).toBeUndefined();
    expect(change("c", { subAttributes: [attribute("p", ""), attribute("q", "")] })).toBeUndefined();
    const wider = { ...before, attributes: [...before.attributes, attribute("n", "")] };
    expect(findIncompatibility(before, wider)).toBeUndefined();
  });

  test.each<[string, Partial<AttributeDefinition>, string]>([
    ["s", { name: "S" }, '"s" is removed or spelt otherwise'],
    ["s", { type: "integer" }, '"s" changes its type'],
    ["s", { multiValued: true }, '"s" changes between one value and several'],
    ["s", { caseExact: true }, '"s" changes whether letter case counts'],
    ["s", { required: true }, '"s" becomes required'],
    ["s", { uniqueness: "server" }, '"s" becomes unique'],
    ["s", { mutability: "writeOnly" }, '"s" changes whether its value is kept'],
    ["c", { subAttributes: [attribute("q", "")] }, '"c.p" is removed or spelt otherwise'],
    ["c", { subAttributes: [attribute("p", ""), attribute("q", "", { required: true })] }, '"c.q" is new and required'],
  ])("tells that %s %j cannot be taken [T-01]", (name, settings, sentence) => {
    expect(change(name, settings)).toBe(sentence);
  });

  test("tells of a new required attribute and of another URN", () => {
    const more = { ...before, attributes: [...before.attributes, attribute("n", "", { required: true })] };
    expect(findIncompatibility(before, more)).toBe('"n" is new and required');
    expect(findIncompatibility(before, { ...before, id: EXTENSION })).toContain("the URN changes");
  });
});
