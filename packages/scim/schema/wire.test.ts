import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { ENTERPRISE_USER_SCHEMA } from "./enterprise-user.ts";
import { GROUP_SCHEMA } from "./group.ts";
import { USER_RESOURCE_TYPE } from "./resource-types.ts";
import { ENTERPRISE_USER_URN, USER_URN } from "./urn.ts";
import { USER_SCHEMA } from "./user.ts";
import { resourceTypeToJson, schemaToJson } from "./wire.ts";

describe("schemaToJson", () => {
  test("D-06: each simple attribute states all its characteristics", () => {
    const [displayName, members] = schemaToJson(GROUP_SCHEMA).attributes as Json[];
    expect(displayName).toEqual({
      name: "displayName",
      type: "string",
      multiValued: false,
      description: "The human-readable name of the group.",
      required: true,
      caseExact: false,
      mutability: "readWrite",
      returned: "default",
      uniqueness: "server",
    });
    expect(members).toMatchObject({
      name: "members",
      type: "complex",
      multiValued: true,
      subAttributes: [
        { name: "value" },
        { name: "$ref", referenceTypes: ["User", "Group"] },
        { name: "type", canonicalValues: ["User", "Group"] },
        { name: "display" },
      ],
    });
  });

  test("erratum 6004: complex attributes carry no uniqueness", () => {
    for (const schema of [USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA]) {
      for (const attribute of schemaToJson(schema).attributes as { type: string; uniqueness?: string }[]) {
        expect("uniqueness" in attribute).toBe(attribute.type !== "complex");
      }
    }
  });

  test("D-04: is a Schema resource", () => {
    expect(schemaToJson(USER_SCHEMA)).toMatchObject({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
      id: USER_URN,
      name: "User",
      description: "User Account",
    });
  });
});

describe("resourceTypeToJson", () => {
  test("D-09: names endpoint, schema and extensions", () => {
    expect(resourceTypeToJson(USER_RESOURCE_TYPE)).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
      id: "User",
      name: "User",
      description: "User Account",
      endpoint: "/Users",
      schema: USER_URN,
      schemaExtensions: [{ schema: ENTERPRISE_USER_URN, required: false }],
    });
  });
});
