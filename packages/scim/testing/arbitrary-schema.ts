/** Random schemas that `readSchemaDefinition` accepts. */
import fc from "fast-check";
import type { AttributeDefinition, AttributeType, Mutability, Returned, SchemaDefinition } from "../schema/types.ts";

const SIMPLE: readonly AttributeType[] = ["string", "boolean", "decimal", "integer", "dateTime", "binary", "reference"];
const MUTABILITIES: readonly Mutability[] = ["readWrite", "readOnly", "immutable", "writeOnly"];
const RETURNED: readonly Returned[] = ["default", "always", "request"];

const name = fc
  .stringMatching(/^[a-zA-Z$][\w$-]{0,8}$/)
  .filter((text) => !/^(schemas|id|externalid|meta|and|or|not|constructor|prototype)$/i.test(text));

function simple(isSub: boolean): fc.Arbitrary<AttributeDefinition> {
  return fc
    .record({
      name,
      type: fc.constantFrom(...SIMPLE),
      multiValued: fc.boolean(),
      description: fc.string({ maxLength: 20, unit: "grapheme" }).filter((text) => !text.includes("\0")),
      isExact: fc.boolean(),
      required: fc.boolean(),
      mutability: fc.constantFrom(...MUTABILITIES),
      returned: fc.constantFrom(...RETURNED),
      uniqueness: fc.constantFrom("none" as const, "server" as const, "global" as const),
      canonicalValues: fc.option(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1 })),
    })
    .map(({ isExact, canonicalValues, ...drawn }) => {
      const isExactAlways = drawn.type === "reference" || drawn.type === "binary";
      const isSecret = drawn.mutability === "writeOnly";
      const isReadOnly = drawn.mutability === "readOnly";
      const canBeUnique = !isSecret && drawn.type !== "boolean";
      return {
        ...drawn,
        required: drawn.required && !isReadOnly && !(isSecret && isSub),
        returned: isSecret ? "never" : drawn.returned,
        uniqueness: canBeUnique ? drawn.uniqueness : "none",
        caseExact: isExactAlways || (drawn.type === "string" && isExact),
        ...(canonicalValues === null || drawn.type !== "string" ? {} : { canonicalValues }),
        ...(drawn.type === "reference" ? { referenceTypes: ["uri", "external"] } : {}),
      };
    });
}

function named(attribute: fc.Arbitrary<AttributeDefinition>, maxLength: number) {
  return fc.uniqueArray(attribute, { minLength: 1, maxLength, selector: (item) => item.name.toLowerCase() });
}

const complex = fc
  .record({ around: simple(false), subAttributes: named(simple(true), 4) })
  .map(({ around, subAttributes }): AttributeDefinition => {
    const { canonicalValues: _values, referenceTypes: _types, ...rest } = around;
    return { ...rest, type: "complex", caseExact: false, uniqueness: "none", subAttributes };
  });

/** A schema with up to eight attributes, simple and complex, of all characteristics that go together. */
export const schemaDefinition: fc.Arbitrary<SchemaDefinition> = fc.record({
  id: fc.stringMatching(/^urn:example(:[a-z0-9][\w.-]{0,6}){1,3}$/),
  name: fc.string({ maxLength: 10 }),
  description: fc.string({ maxLength: 30 }),
  attributes: named(fc.oneof(simple(false), complex), 8),
});
