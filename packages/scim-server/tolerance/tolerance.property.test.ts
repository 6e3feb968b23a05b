import {
  applyPatch,
  evaluateFilter,
  type Json,
  type JsonObject,
  PATCH_OP_SCHEMA,
  printFilter,
  type ResourceShape,
  readPatchMessage,
  readResource,
  ScimError,
} from "@lockstep/scim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientAttributes, pathOf } from "../../scim/resource/walk.ts";
import { attributeValue, resourceBody, shapeFilter } from "../../scim/testing/arbitrary.ts";
import { groupShape, probeShape, userShape } from "../../scim/testing/shapes.ts";
import { Leniency } from "./leniency.ts";
import { normaliseDocument } from "./normalise-document.ts";
import { readFilter } from "./normalise-filter.ts";
import { normalisePatch } from "./normalise-patch.ts";
import { effectiveSwitches, TOLERANCE_PROFILES } from "./profiles.ts";
import { TOLERANCE_SWITCHES, type ToleranceSwitch } from "./switches.ts";

const SHAPES = { user: userShape, group: groupShape, probe: probeShape };
const ALL = new Set(TOLERANCE_SWITCHES.map(({ name }) => name));
const generic = () => new Leniency(effectiveSwitches());
/** Everything that reads more, nothing that refuses more or reads a strict request otherwise. */
const widest = () => {
  const stricter: ReadonlySet<ToleranceSwitch> = new Set([
    "pathRequired",
    "narrowPaths",
    "canonicalTypes",
    "mergeMembers",
  ]);
  return new Leniency(new Set([...ALL].filter((name) => !stricter.has(name))));
};

function document(leniency: Leniency, shape: ResourceShape, body: unknown): unknown {
  return normaliseDocument({ shape, leniency, references: [] }, body);
}

function patch(leniency: Leniency, shape: ResourceShape, body: unknown): unknown {
  const membershipAttribute = shape === groupShape ? "members" : undefined;
  return normalisePatch({ shape, leniency, references: [], membershipAttribute }, body).body;
}

/** PATCH messages as the grammar has them, on every attribute. */
function strictPatch(shape: ResourceShape): fc.Arbitrary<JsonObject> {
  const targets = clientAttributes(shape)
    .filter(({ attribute }) => attribute.mutability !== "readOnly")
    .map((placed) => ({ path: pathOf(placed), attribute: placed.attribute }));
  const set = fc
    .constantFrom(...targets)
    .chain(({ path, attribute }) =>
      fc.record({ op: fc.constantFrom("add", "replace"), path: fc.constant(path), value: attributeValue(attribute) }),
    );
  const removePlain = fc.constantFrom(...targets.filter(({ path }) => path !== "members")).map(({ path }) => ({
    op: "remove",
    path,
  }));
  const whole = resourceBody(shape).chain((value) =>
    fc.record({ op: fc.constantFrom("add", "replace"), value: fc.constant(value) }),
  );
  const selected = shapeFilter(shape).map((filter) => {
    const path = filter.kind === "valuePath" ? printFilter(filter) : "externalId";
    return { op: "remove", path };
  });
  return fc
    .array(fc.oneof(set, removePlain, whole, selected), { minLength: 1, maxLength: 4 })
    .map((Operations): JsonObject => ({ schemas: [PATCH_OP_SCHEMA], Operations: Operations as unknown as Json }));
}

/** Names that are known, that lead astray, and that are nothing. */
const NAMES = [
  "schemas",
  "Operations",
  "operations",
  "op",
  "path",
  "value",
  "userName",
  "active",
  "name",
  "name.givenName",
  "familyName",
  "emails",
  'emails[type eq "work"].value',
  "emails[email.type eq 'work']",
  "members",
  'members[type eq "User"].value',
  "manager",
  "managerId",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  "urn:scim:schemas:core:1.0",
  "roles",
  "$ref",
  "type",
  "primary",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
  "constructor",
  "prototype",
  "__proto__",
  "toString",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0User",
  "constructor.prototype",
  "__proto__.polluted",
  "hasOwnProperty",
  "",
];
const junk: fc.Arbitrary<unknown> = fc
  .anything({
    key: fc.constantFrom(...NAMES),
    values: [
      fc.constantFrom<unknown>("True", "false", "", "x", "add", "Replace", "REMOVE", null, true, 0, -1.5, ...NAMES),
      fc.constantFrom<unknown>(
        '{"value":"a"}',
        '{"__proto__":{"polluted":1}}',
        "{",
        PATCH_OP_SCHEMA,
        userShape.core.id,
      ),
    ],
    maxDepth: 4,
    withNullPrototype: false,
  })
  // As it would come out of a JSON text, "__proto__" as a name of its own included.
  .map((value): unknown => JSON.parse(JSON.stringify(value ?? null)));
const junkPatch = fc
  .array(
    fc.record(
      {
        op: fc.constantFrom("add", "Replace", "remove", "REPLACE", "move"),
        path: fc.constantFrom(...NAMES),
        value: junk,
      },
      { requiredKeys: ["op"] },
    ),
    { maxLength: 4 },
  )
  .map((Operations): unknown => ({ schemas: [PATCH_OP_SCHEMA], Operations }));

/** What `run` gives, or the error that it throws; anything but a protocol error is a fault. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

describe.each(Object.entries(SHAPES))("For the shape %s", (_, shape) => {
  it("a strict document is the same object and counts nothing", () => {
    fc.assert(
      fc.property(resourceBody(shape), (body) => {
        const leniency = generic();
        expect(document(leniency, shape, body)).toBe(body);
        expect(leniency.counts).toEqual({});
      }),
    );
  });

  it("a strict PATCH is the same object and counts nothing", () => {
    fc.assert(
      fc.property(strictPatch(shape), (body) => {
        const leniency = generic();
        expect(patch(leniency, shape, body)).toBe(body);
        expect(leniency.counts).toEqual({});
      }),
    );
  });

  it("a strict filter means the same in every profile and counts nothing", () => {
    fc.assert(
      fc.property(shapeFilter(shape), resourceBody(shape), (filter, resource) => {
        for (const { on } of TOLERANCE_PROFILES) {
          const leniency = new Leniency(on);
          const read = readFilter(leniency, shape, printFilter(filter));
          expect(evaluateFilter(shape, read, resource)).toBe(evaluateFilter(shape, filter, resource));
          expect(leniency.counts).toEqual({});
        }
      }),
    );
  });

  it("what was normalised needs no switch that changes anything a second time", () => {
    fc.assert(
      fc.property(fc.oneof(resourceBody(shape).map(mangle), junk), (body) => {
        const once = outcome(() => document(widest(), shape, body));
        if (once instanceof ScimError) return;
        expect(document(widest(), shape, once)).toBe(once);
      }),
    );
  });

  it("a normalised PATCH is not changed again", () => {
    fc.assert(
      fc.property(fc.oneof(junkPatch, strictPatch(shape).map(mangle)), (body) => {
        const once = outcome(() => patch(widest(), shape, body));
        if (once instanceof ScimError) return;
        expect(patch(widest(), shape, once)).toEqual(once);
      }),
    );
  });

  it("whatever comes, only protocol errors go out, and no prototype is reached", () => {
    fc.assert(
      fc.property(fc.oneof(junk, junkPatch), fc.constantFrom(...TOLERANCE_PROFILES), (body, { on }) => {
        outcome(() => readResource(shape, document(new Leniency(on), shape, body), { purpose: "create" }));
        outcome(() => {
          const operations = readPatchMessage(patch(new Leniency(on), shape, body));
          const result = applyPatch(shape, { userName: "a", displayName: "G" }, operations, {
            createMissing: () => true,
          });
          expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
        });
        expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** The same value as clients distort it: booleans as texts, lists of one as their element. */
function mangle(value: Json): Json {
  if (typeof value === "boolean") return value ? "TRUE" : "False";
  if (Array.isArray(value)) {
    const items: readonly Json[] = value.map(mangle);
    const [only] = items;
    return items.length === 1 && typeof only === "object" && only !== null ? only : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mangle(item ?? null)]));
}

describe("What a client distorts", () => {
  it("is read as it was meant: booleans as texts, lists of one as their element", () => {
    fc.assert(
      fc.property(resourceBody(userShape), (body) => {
        const { schemas: _schemas, ...distorted } = mangle(body) as JsonObject;
        const read = document(generic(), userShape, distorted);
        expect(readResource(userShape, read, { purpose: "create" })).toEqual(
          readResource(userShape, body, { purpose: "create" }),
        );
      }),
    );
  });
});
