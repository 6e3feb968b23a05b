import fc from "fast-check";
import { expect, test } from "vitest";
import { schemaDefinition } from "../testing/arbitrary-schema.ts";
import { findIncompatibility } from "./incompatible.ts";
import { readResourceTypeDefinition, readSchemaDefinition } from "./read-definition.ts";
import { createShape } from "./shape.ts";
import { resourceTypeToJson, schemaToJson } from "./wire.ts";

test("a schema that is written and read again is the same, and makes a shape [T-01]", () => {
  fc.assert(
    fc.property(schemaDefinition, (schema) => {
      expect(readSchemaDefinition(JSON.parse(JSON.stringify(schemaToJson(schema))))).toEqual({
        ok: true,
        value: schema,
      });
      const type = { id: "T", name: "T", description: "", endpoint: "/Ts", schema: schema.id, schemaExtensions: [] };
      expect(createShape(type, [schema]).core).toBe(schema);
      expect(findIncompatibility(schema, schema)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test("a resource type that is written and read again is the same [T-01]", () => {
  const urn = fc.stringMatching(/^urn:example(:[a-z0-9][\w.-]{0,6}){1,3}$/);
  const type = fc
    .record({
      name: fc.stringMatching(/^[a-zA-Z][\w-]{0,10}$/),
      description: fc.string(),
      endpoint: fc.stringMatching(/^\/[a-zA-Z][\w-]{0,10}$/),
      schema: urn,
      schemaExtensions: fc.uniqueArray(fc.record({ schema: urn, required: fc.boolean() }), {
        selector: ({ schema }) => schema.toLowerCase(),
        maxLength: 4,
      }),
    })
    .map((drawn) => ({ id: drawn.name, ...drawn }));
  fc.assert(
    fc.property(type, (drawn) => {
      expect(readResourceTypeDefinition(resourceTypeToJson(drawn))).toEqual({ ok: true, value: drawn });
    }),
  );
});

test("whatever is given, the readers answer with a result and never throw [T-01]", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(readSchemaDefinition(json).ok).toBe(false);
      expect(readResourceTypeDefinition(json).ok).toBe(false);
    }),
  );
});
