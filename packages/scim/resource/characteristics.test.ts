import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { applyPatch } from "../patch/apply.ts";
import type { PatchOperation } from "../patch/types.ts";
import { attribute } from "../schema/attribute.ts";
import { createShape } from "../schema/shape.ts";
import { projectResource } from "./projection.ts";
import { readResource } from "./read-resource.ts";
import type { Projection } from "./types.ts";
import { withWrittenBody, withWrittenOperations } from "./written.ts";

const URN = "urn:example:core:Lock";
const EXTENSION = "urn:example:extension:Lock";
const parts = [
  attribute("value", ""),
  attribute("serial", "", { mutability: "immutable" }),
  attribute("hidden", "", { returned: "request" }),
  attribute("pin", "", { mutability: "writeOnly", returned: "never" }),
];
const shape = createShape(
  {
    id: "Lock",
    name: "Lock",
    description: "",
    endpoint: "/Locks",
    schema: URN,
    schemaExtensions: [{ schema: EXTENSION, required: false }],
  },
  [
    {
      id: URN,
      name: "",
      description: "",
      attributes: [
        attribute("one", "", { type: "complex", subAttributes: parts }),
        attribute("many", "", { type: "complex", multiValued: true, subAttributes: parts }),
        attribute("note", "", { returned: "request" }),
      ],
    },
    { id: EXTENSION, name: "", description: "", attributes: [attribute("extra", "", { returned: "request" })] },
  ],
);
const current = { one: { value: "a", serial: "1" }, many: [{ value: "b", serial: "2" }] };

function replace(body: JsonObject): JsonObject {
  return readResource(shape, { schemas: [URN], ...body }, { purpose: "replace", current });
}

describe("immutable sub-attributes [T-02]", () => {
  test("stay when a replace leaves them out, also with their whole attribute", () => {
    expect(replace({ one: { value: "x" }, many: [{ value: "b", hidden: "h" }] })).toEqual({
      one: { value: "x", serial: "1" },
      many: [{ value: "b", serial: "2", hidden: "h" }],
    });
    expect(replace({})).toEqual({ one: { serial: "1" } });
  });

  test("are no obstacle to removing a value of several, or adding one", () => {
    expect(replace({ one: { serial: "1" }, many: [{ value: "c", serial: "9" }] }).many).toEqual([
      { value: "c", serial: "9" },
    ]);
  });

  test.each<[JsonObject, string]>([
    [{ one: { serial: "2" } }, "one"],
    [{ many: [{ value: "b", serial: "3" }] }, "many"],
  ])("cannot be changed by the replace %j", (body, name) => {
    expect(() => replace(body)).toThrow(
      expect.objectContaining({ code: "mutability", detail: `"${name}.serial" is immutable and has another value.` }),
    );
  });

  test.each<PatchOperation>([
    { op: "replace", path: "one.serial", value: "2" },
    { op: "replace", path: "one", value: { serial: "2" } },
    { op: "replace", path: "one", value: null },
    { op: "replace", value: { one: null } },
    { op: "remove", path: "one.serial" },
    { op: "remove", path: "one" },
    { op: "replace", path: 'many[value eq "b"].serial', value: "3" },
  ])("cannot be changed by the operation %j", (operation) => {
    expect(() => applyPatch(shape, current, [operation])).toThrow(expect.objectContaining({ code: "mutability" }));
  });
});

describe("attributes that are returned on request [T-02]", () => {
  const resource = {
    note: "n",
    one: { value: "a", hidden: "h" },
    many: [{ value: "b", hidden: "g" }],
    [EXTENSION]: { extra: "e" },
  };
  const none: Projection = { attributes: undefined, excludedAttributes: undefined };
  const show = (projection: Projection) => projectResource(shape, resource, projection);

  test("are left out unless named", () => {
    expect(show(none)).toEqual({ one: { value: "a" }, many: [{ value: "b" }] });
  });

  test("come back from the create or replace that specified them (RFC 7643 §7)", () => {
    expect(show(withWrittenBody(shape, none, { NOTE: "n" }))).toEqual({
      note: "n",
      one: { value: "a" },
      many: [{ value: "b" }],
    });
    expect(show(withWrittenBody(shape, none, { one: { Hidden: "h" }, many: [{ hidden: "g" }] }))).toEqual({
      one: { value: "a", hidden: "h" },
      many: [{ value: "b", hidden: "g" }],
    });
    expect(show(withWrittenBody(shape, none, { [EXTENSION]: { extra: "e" } }))[EXTENSION]).toEqual({ extra: "e" });
  });

  test.each<[PatchOperation, string]>([
    [{ op: "add", path: "note", value: "n" }, "note"],
    [{ op: "add", value: { note: "n" } }, "note"],
    [{ op: "add", path: `${EXTENSION}:extra`, value: "e" }, "extra"],
    [{ op: "add", path: EXTENSION, value: { extra: "e" } }, "extra"],
    [{ op: "add", path: 'many[value eq "b"].hidden', value: "g" }, "hidden"],
  ])("come back from the PATCH %j", (operation, name) => {
    expect(JSON.stringify(show(withWrittenOperations(shape, none, [operation])))).toContain(`"${name}"`);
  });
});
