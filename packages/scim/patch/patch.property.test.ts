import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScimError } from "../error.ts";
import type { Json, JsonObject } from "../json.ts";
import { assertResource } from "../resource/assert-resource.ts";
import { equalAttributes } from "../resource/equal-attributes.ts";
import { readResource } from "../resource/read-resource.ts";
import { schemasOf } from "../resource/schemas-of.ts";
import { clientAttributes, pathOf } from "../resource/walk.ts";
import type { ResourceShape } from "../schema/types.ts";
import { attributeValue, resourceBody, simpleValue } from "../testing/arbitrary.ts";
import { groupShape, probeShape, userShape } from "../testing/shapes.ts";
import { applyPatch } from "./apply.ts";
import { diffResource } from "./diff.ts";
import type { PatchOperation } from "./types.ts";

/** A stored resource: a valid body, read, without secrets. */
function stored(shape: ResourceShape): fc.Arbitrary<JsonObject> {
  return resourceBody(shape).map((body) => {
    const {
      password: _secret,
      writeOnlyAttr: _other,
      ...attributes
    } = readResource(shape, body, { purpose: "create" });
    return attributes;
  });
}

/** Operations of every form on every attribute, with fitting and with foolish values. */
function operation(shape: ResourceShape): fc.Arbitrary<PatchOperation> {
  const targets = clientAttributes(shape).flatMap((placed) => {
    const { attribute } = placed;
    const path = pathOf(placed);
    const whole = { path, value: attributeValue(attribute) };
    const subs = (attribute.subAttributes ?? []).flatMap((sub) => [
      { path: `${path}.${sub.name}`, value: simpleValue(sub) },
      { path: `${path}[type eq "work"].${sub.name}`, value: simpleValue(sub) },
      { path: `${path}[value pr and not (primary eq true)].${sub.name}`, value: simpleValue(sub) },
    ]);
    const filtered = [`${path}[type eq "a"]`, `${path}[value co "a"]`].map((filter) => ({
      path: filter,
      value: attributeValue({ ...attribute, multiValued: false }),
    }));
    return attribute.multiValued ? [whole, ...subs, ...filtered] : [whole, ...subs.slice(0, 1)];
  });
  const foolish = fc.constantFrom<Json>(null, [], {}, "x", true, 1, [null], [{ value: null }], {
    value: { value: "x" },
  });
  const byPath = fc.constantFrom(...targets).chain(({ path, value }) =>
    fc.record({
      op: fc.constantFrom("add", "remove", "replace"),
      path: fc.constant(path),
      value: fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: foolish }),
    }),
  );
  const withoutPath = resourceBody(shape).chain((value) =>
    fc.record({ op: fc.constantFrom("add", "replace"), value: fc.constant(value) }),
  );
  return fc.oneof({ weight: 5, arbitrary: byPath }, { weight: 1, arbitrary: withoutPath });
}

describe.each([
  ["users", userShape],
  ["groups", groupShape],
  ["probes", probeShape],
])("PATCH of %s", (_, shape) => {
  test("a patch never leaves an invalid resource, and never touches what it is given", () => {
    let applied = 0;
    fc.assert(
      fc.property(stored(shape), fc.array(operation(shape), { maxLength: 4 }), (attributes, operations) => {
        const before = structuredClone(attributes);
        const result = outcome(() => applyPatch(shape, attributes, operations));
        expect(attributes).toEqual(before);
        if (result instanceof ScimError) return;
        applied += 1;
        assertResource(shape, result);
        const { password: _secret, writeOnlyAttr: _other, ...kept } = result;
        const read = readResource(shape, { ...kept, schemas: schemasOf(shape, kept) }, { purpose: "create" });
        expect(read).toEqual(kept);
      }),
      { numRuns: 300 },
    );
    expect(applied).toBeGreaterThan(30);
  });

  test("diff then patch gives the target, in no more text than a replace of what differs", () => {
    fc.assert(
      fc.property(stored(shape), stored(shape), (current, drawn) => {
        const target = withSameImmutables(shape, current, drawn);
        const operations = diffResource(shape, current, target);
        const patched = applyPatch(shape, current, operations);
        expect(equalAttributes(shape, patched, target)).toBe(true);
        expect(diffResource(shape, patched, target)).toEqual([]);
        expect(JSON.stringify(operations)).not.toContain('"value":null');
      }),
      { numRuns: 300 },
    );
  });

  test("diff of a resource with itself is empty", () => {
    fc.assert(
      fc.property(stored(shape), (attributes) => {
        expect(diffResource(shape, attributes, attributes)).toEqual([]);
      }),
    );
  });
});

describe("no path and no value reaches a prototype", () => {
  const names = fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "polluted");
  const path = fc
    .tuple(
      fc.constantFrom("", "name.", "emails[value pr].", "urn:x:", "emails["),
      names,
      fc.constantFrom("", ".polluted", " pr]", '[a eq "b"]'),
    )
    .map((parts) => parts.join(""));
  const hostile = names.map(
    (name): Json =>
      JSON.parse(
        `{"${name}":{"polluted":true},"name":{"${name}":{"polluted":true}},"emails":[{"${name}":1,"value":"x"}]}`,
      ),
  );

  test("whatever an operation names", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("add", "replace", "remove"),
        fc.option(path, { nil: undefined }),
        hostile,
        (op, target, value) => {
          const operations: PatchOperation[] = [target === undefined ? { op, value } : { op, path: target, value }];
          const result = outcome(() => applyPatch(userShape, { userName: "a", name: { givenName: "x" } }, operations));
          if (!(result instanceof ScimError)) {
            expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
            expect(Object.keys(result).every((key) => ["userName", "name", "emails"].includes(key))).toBe(true);
          }
          expect(Object.keys(Object.prototype)).toEqual([]);
          expect("polluted" in {}).toBe(false);
        },
      ),
    );
  });

  test("whatever a body names", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const body = { ...(value as JsonObject), schemas: [userShape.core.id], userName: "a" };
        const read = readResource(userShape, body, { purpose: "create" });
        expect(Object.keys(read).every((key) => ["userName", "emails"].includes(key))).toBe(true);
        expect("polluted" in {}).toBe(false);
      }),
    );
  });
});

function outcome(run: () => JsonObject): JsonObject | ScimError {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

/** The target with the immutable values that stand already: no patch may change them. */
function withSameImmutables(shape: ResourceShape, current: JsonObject, target: JsonObject): JsonObject {
  const kept: Record<string, Json | undefined> = { ...target };
  for (const { attribute } of clientAttributes(shape)) {
    const value = current[attribute.name];
    if (attribute.mutability === "immutable" && value !== undefined) kept[attribute.name] = value;
  }
  return kept;
}
