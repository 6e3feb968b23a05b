import { randomUUID } from "node:crypto";
import {
  evaluateFilter,
  type Filter,
  type JsonObject,
  type ResourceShape,
  readResource,
  schemasOf,
} from "@lockstep/scim";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resourceBody, shapeFilter } from "../scim/testing/arbitrary.ts";
import { groupShape, probeShape, userShape } from "../scim/testing/shapes.ts";
import {
  createResourceTable,
  DOCUMENT_LAYOUT,
  LAYOUT,
  type ResourceTable,
  type Row,
} from "./testing/resource-table.ts";

const ROWS = 50;
const RUNS = 250;
const DAY_MS = 86_400_000;

/** Every resource with all its derived attributes, as the evaluator sees it. */
type Seen = ReadonlyMap<string, JsonObject>;

describe("compiled SQL agrees with evaluateFilter", () => {
  let table: ResourceTable;

  beforeAll(async () => {
    table = await createResourceTable();
  });
  afterAll(() => table.drop());

  for (const shape of [userShape, groupShape, probeShape]) {
    it(`on random ${shape.type.name} resources and filters`, async () => {
      const rows = drawRows(shape);
      await table.insert(shape, rows);
      const seen: Seen = new Map(rows.map((row) => [row.id, toSeen(shape, row)]));
      const filters = fc.oneof(
        { weight: 5, arbitrary: shapeFilter(shape) },
        { weight: 1, arbitrary: derivedFilter(rows) },
      );
      await fc.assert(
        fc.asyncProperty(filters, async (filter) => {
          const selected = new Set(await table.select(shape, filter, { layout: DOCUMENT_LAYOUT }));
          expect(selected).toEqual(matches(shape, filter, seen));
        }),
        { numRuns: RUNS },
      );
    });
  }

  it("on random memberships, seen from groups and from users", async () => {
    const users = Array.from({ length: 8 }, (_, index) =>
      newRow({ userName: `m${index}`, displayName: `M${index % 3}` }),
    );
    const groups = Array.from({ length: 10 }, (_, index) => newRow({ displayName: `Group ${index}` }));
    await table.insert(userShape, users);
    await table.insert(groupShape, groups);
    const joined = groups.map((group, index) => ({
      group,
      members: users.filter((_, place) => (index * 37 + place * 11) % 10 < index % 4),
    }));
    for (const { group, members } of joined)
      await table.join(
        group.id,
        members.map(({ id }) => id),
      );
    const seenGroups: Seen = new Map(
      joined.map(({ group, members }) => [
        group.id,
        { ...toSeen(groupShape, group), members: members.map((user) => memberOf(user, "User")) },
      ]),
    );
    const seenUsers: Seen = new Map(
      users.map((user) => {
        const holders = joined.filter(({ members }) => members.includes(user)).map(({ group }) => group);
        return [user.id, { ...toSeen(userShape, user), groups: holders.map((group) => memberOf(group, "direct")) }];
      }),
    );
    const sides = [
      { shape: groupShape, seen: seenGroups, filters: relationFilter("members", users) },
      { shape: userShape, seen: seenUsers, filters: relationFilter("groups", groups) },
    ];
    for (const { shape, seen, filters } of sides) {
      await fc.assert(
        fc.asyncProperty(filters, async (filter) => {
          const selected = await table.select(shape, filter, { layout: LAYOUT });
          const ours = new Set(selected.filter((id) => seen.has(id)));
          expect(ours).toEqual(matches(shape, filter, seen));
        }),
        { numRuns: RUNS },
      );
    }
  });
});

function drawRows(shape: ResourceShape): readonly Row[] {
  const bodies = fc.sample(resourceBody(shape), ROWS);
  return bodies.map((body, index) => {
    const attributes = readResource(shape, body, { purpose: "create" });
    return {
      id: randomUUID(),
      attributes,
      createdAt: new Date(Date.UTC(2026, 0, 1) + index * DAY_MS).toISOString(),
      modifiedAt: new Date(Date.UTC(2026, 0, 2) + index * DAY_MS).toISOString(),
      version: (index % 4) + 1,
    };
  });
}

function newRow(attributes: JsonObject): Row {
  return { id: randomUUID(), attributes };
}

function toSeen(shape: ResourceShape, row: Row): JsonObject {
  const created = row.createdAt ?? "2026-01-01T00:00:00.000Z";
  return {
    ...row.attributes,
    schemas: schemasOf(shape, row.attributes),
    id: row.id,
    meta: {
      resourceType: shape.type.name,
      created,
      lastModified: row.modifiedAt ?? created,
      version: `W/"${row.version ?? 1}"`,
    },
  };
}

function memberOf(row: Row, type: string): JsonObject {
  const { displayName } = row.attributes;
  return { value: row.id, type, ...(displayName === undefined ? {} : { display: displayName }) };
}

function matches(shape: ResourceShape, filter: Filter, seen: Seen): ReadonlySet<string> {
  const found = [...seen].filter(([, resource]) => evaluateFilter(shape, filter, resource));
  return new Set(found.map(([id]) => id));
}

const PATH = { schemaUrn: undefined, subName: undefined };

/** Terms on what no document holds: id, times, version, schemas. */
function derivedFilter(rows: readonly Row[]): fc.Arbitrary<Filter> {
  const operator = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le", "co", "sw", "ew");
  const order = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le");
  const instant = fc.constantFrom(...rows.flatMap((row) => [row.createdAt ?? "", row.modifiedAt ?? ""]));
  const term = (name: string, subName: string | undefined) =>
    ({ kind: "compare", path: { ...PATH, name, subName }, position: 0 }) as const;
  const leaf = fc.oneof(
    fc
      .tuple(operator, fc.constantFrom(...rows.map(({ id }) => id), "0", "a", ""))
      .map(([op, value]) => ({ ...term("id", undefined), operator: op, value })),
    fc
      .tuple(fc.constantFrom("created", "lastModified"), order, instant)
      .map(([sub, op, value]) => ({ ...term("meta", sub), operator: op, value })),
    fc
      .tuple(operator, fc.constantFrom('W/"1"', 'w/"1"', '"', "2"))
      .map(([op, value]) => ({ ...term("meta", "version"), operator: op, value })),
    fc
      .tuple(operator, fc.constantFrom("User", "group", "Probe", "u"))
      .map(([op, value]) => ({ ...term("meta", "resourceType"), operator: op, value })),
    fc
      .tuple(operator, fc.constantFrom("urn:ietf:params:scim:schemas:core:2.0:User", "ENTERPRISE", "probe", ""))
      .map(([op, value]) => ({ ...term("schemas", undefined), operator: op, value })),
  );
  return combined(leaf as fc.Arbitrary<Filter>);
}

/** Terms on members or groups: by bare name, by sub-attribute, and bound to one of them. */
function relationFilter(name: "members" | "groups", others: readonly Row[]): fc.Arbitrary<Filter> {
  const ids = others.flatMap(({ id }) => [id, id.toUpperCase()]);
  const operator = fc.constantFrom("eq", "ne", "co", "sw", "ew", "gt", "le");
  const literals: Readonly<Record<string, readonly string[]>> = {
    value: [...ids, "nobody", "", "0"],
    type: ["User", "direct", "u"],
    display: ["M1", "group 1", "m", ""],
  };
  const compare = (sub: string, path: Extract<Filter, { kind: "present" }>["path"]): fc.Arbitrary<Filter> =>
    fc.oneof(
      fc
        .tuple(operator, fc.constantFrom(...(literals[sub] ?? [])))
        .map(([op, value]) => ({ kind: "compare", path, operator: op, value, position: 0 }) as Filter),
      fc.constant<Filter>({ kind: "present", path, position: 0 }),
      fc.constant<Filter>({ kind: "compare", path, operator: "eq", value: null, position: 0 }),
    );
  const subs = ["value", "type", "display"];
  const inside = fc.oneof(...subs.map((sub) => compare(sub, { ...PATH, name: sub })));
  const leaf = fc.oneof(
    compare("value", { ...PATH, name }),
    ...subs.map((sub) => compare(sub, { ...PATH, name, subName: sub })),
    combined(inside).map((filter): Filter => ({ kind: "valuePath", path: { ...PATH, name }, filter, position: 0 })),
  );
  return combined(leaf);
}

function combined(leaf: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.tuple(tie("filter"), tie("filter")).map(([left, right]): Filter => ({ kind: "and", left, right })),
      fc.tuple(tie("filter"), tie("filter")).map(([left, right]): Filter => ({ kind: "or", left, right })),
      tie("filter").map((filter): Filter => ({ kind: "not", filter })),
    ),
  })).filter;
}
