import { describe, expect, test } from "vitest";
import { groupShape, userShape } from "../testing/shapes.ts";
import { attribute } from "./attribute.ts";
import { resolveAttribute } from "./resolve.ts";
import { createShape } from "./shape.ts";
import type { AttributeDefinition, ResourceTypeDefinition } from "./types.ts";
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from "./urn.ts";

const type: ResourceTypeDefinition = {
  id: "Thing",
  name: "Thing",
  description: "A thing.",
  endpoint: "/Things",
  schema: "urn:example:Thing",
  schemaExtensions: [],
};

function shapeOf(attributes: readonly AttributeDefinition[], changed: Partial<ResourceTypeDefinition> = {}) {
  return createShape({ ...type, ...changed }, [
    { id: "urn:example:Thing", name: "Thing", description: "", attributes },
  ]);
}

describe("createShape", () => {
  test("T-01: joins a resource type with its schemas, URNs in any letter case", () => {
    expect(shapeOf([attribute("a", "")], { schema: "URN:example:thing" }).core.id).toBe("urn:example:Thing");
    expect(userShape.extensions.map(({ schema }) => schema.id)).toEqual([ENTERPRISE_USER_URN]);
  });

  const sub = attribute("s", "");
  test.each<[string, () => unknown, string]>([
    [
      "an unknown schema",
      () => shapeOf([], { schema: "urn:x:Y" }),
      'Resource type "Thing" names the unknown schema "urn:x:Y".',
    ],
    [
      "an endpoint without slash",
      () => shapeOf([], { endpoint: "Things" }),
      'Resource type "Thing": the endpoint must start with "/".',
    ],
    [
      "a schema named twice",
      () => shapeOf([], { schemaExtensions: [{ schema: "urn:example:thing", required: false }] }),
      'Resource type "Thing" names a schema twice.',
    ],
    [
      "a common attribute",
      () => shapeOf([attribute("ID", "")]),
      'Schema "urn:example:Thing": "ID" is a common attribute and cannot be defined again.',
    ],
    [
      "a name twice",
      () => shapeOf([attribute("a", ""), attribute("A", "")]),
      'Schema "urn:example:Thing", attribute "A" is defined twice.',
    ],
    [
      "a name that reaches a prototype",
      () => shapeOf([attribute("constructor", "")]),
      'Schema "urn:example:Thing", attribute "constructor": the name is not allowed.',
    ],
    [
      "R-11: complex inside complex",
      () =>
        shapeOf([
          attribute("c", "", { type: "complex", subAttributes: [{ ...sub, type: "complex", subAttributes: [sub] }] }),
        ]),
      'Schema "urn:example:Thing", attribute "c.s": a sub-attribute cannot be complex.',
    ],
    [
      "a complex attribute without parts",
      () => shapeOf([attribute("c", "", { type: "complex" })]),
      'Schema "urn:example:Thing", attribute "c": exactly the complex attributes have sub-attributes.',
    ],
    [
      "a secret that is returned",
      () => shapeOf([attribute("w", "", { mutability: "writeOnly" })]),
      'Schema "urn:example:Thing", attribute "w": a writeOnly attribute must have "returned": "never".',
    ],
    [
      "what nobody can set nor see",
      () => shapeOf([attribute("r", "", { mutability: "readOnly", returned: "never" })]),
      'Schema "urn:example:Thing", attribute "r": a readOnly attribute that is never returned has no use.',
    ],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(new Error(message));
  });
});

describe("resolveAttribute", () => {
  const find = (schemaUrn: string | undefined, name: string, subName?: string) =>
    resolveAttribute(userShape, { schemaUrn, name, subName });

  test("R-03: finds names and URNs in any letter case", () => {
    expect(find(undefined, "USERNAME")?.attribute.name).toBe("userName");
    expect(find(USER_URN.toLowerCase(), "NAME", "GIVENNAME")?.subAttribute?.name).toBe("givenName");
    expect(find(ENTERPRISE_USER_URN.toUpperCase(), "department")).toMatchObject({ schemaUrn: ENTERPRISE_USER_URN });
  });

  test("finds common attributes, with the core URN or without", () => {
    expect(find(undefined, "meta", "lastModified")?.subAttribute?.type).toBe("dateTime");
    expect(find(USER_URN, "externalId")).toMatchObject({ schemaUrn: undefined, attribute: { name: "externalId" } });
    expect(resolveAttribute(groupShape, { schemaUrn: GROUP_URN, name: "id", subName: undefined })).toBeDefined();
  });

  test("does not find an extension's attribute without its URN, nor what no schema has", () => {
    expect(find(undefined, "department")).toBeUndefined();
    expect(find(ENTERPRISE_USER_URN, "userName")).toBeUndefined();
    expect(find("urn:x:y", "userName")).toBeUndefined();
    expect(find(undefined, "name", "unheardOf")).toBeUndefined();
    expect(find(undefined, "userName", "value")).toBeUndefined();
    expect(find(undefined, "constructor")).toBeUndefined();
    expect(find(undefined, "__proto__")).toBeUndefined();
  });
});
