import { ScimError } from "@lockstep/scim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { groupShape, userShape } from "../scim/testing/shapes.ts";
import { compileSort } from "./index.ts";
import { createResourceTable, LAYOUT, type ResourceTable } from "./testing/resource-table.ts";

const idOf = (place: number) => `00000000-0000-7000-8000-${String(place).padStart(12, "0")}`;

describe("compileSort", () => {
  let table: ResourceTable;

  beforeAll(async () => {
    table = await createResourceTable();
    const people = [
      { userName: "b", title: "Zebra", emails: [{ value: "z@x" }, { value: "a@x", primary: true }] },
      { userName: "A", title: "ape", active: true, emails: [{ value: "m@x" }, { value: "a@x" }] },
      { userName: "c", active: false },
      { userName: "ä", title: "Ape", emails: [{ value: "M@X" }] },
    ];
    await table.insert(
      userShape,
      people.map((attributes, index) => ({
        id: idOf(index),
        attributes,
        createdAt: new Date(Date.UTC(2026, 0, 9 - index)).toISOString(),
      })),
    );
  });
  afterAll(() => table.drop());

  const places = async (sortBy: string | undefined, sortOrder: "ascending" | "descending" = "ascending") => {
    const options = sortBy === undefined ? { sortOrder } : { sortBy, sortOrder };
    return (await table.select(userShape, undefined, options)).map((id) => Number(id.slice(-12)));
  };

  it("lists in order of creation when no key is named, ties by id", async () => {
    expect(compileSort(userShape, undefined, "ascending", LAYOUT).text).toBe("r.created_at, r.id");
    expect(await places(undefined)).toEqual([3, 2, 1, 0]);
    expect(await places(undefined, "descending")).toEqual([0, 1, 2, 3]);
  });

  it("sorts by a look-up column, letter case ignored, in code point order", async () => {
    expect(compileSort(userShape, "USERNAME", "ascending", LAYOUT).text).toBe("r.user_name_key, r.created_at, r.id");
    expect(await places("userName")).toEqual([1, 0, 2, 3]);
    expect(await places("userName", "descending")).toEqual([3, 2, 0, 1]);
  });

  it("puts those without a value last in ascending order, first in descending", async () => {
    expect(compileSort(userShape, "title", "descending", LAYOUT).text).toBe(
      `(fold_case(r.doc->>'title')) collate "C" desc, r.created_at, r.id`,
    );
    expect(await places("title")).toEqual([3, 1, 0, 2]);
    expect(await places("title", "descending")).toEqual([2, 0, 3, 1]);
  });

  it("sorts a multi-valued attribute by its primary value, or else its first", async () => {
    expect(compileSort(userShape, "emails", "ascending", LAYOUT).text).toBe(
      `(select (fold_case(e.value->>'value')) collate "C" from jsonb_array_elements(case jsonb_typeof(r.doc->'emails') when 'array' then r.doc->'emails' else '[]' end) with ordinality as e(value, place) order by (e.value->'primary' = 'true'::jsonb) desc nulls last, e.place limit 1), r.created_at, r.id`,
    );
    expect(await places("emails.value")).toEqual([0, 3, 1, 2]);
  });

  it("sorts booleans and times", async () => {
    expect(await places("active")).toEqual([2, 1, 3, 0]);
    expect(compileSort(userShape, "meta.lastModified", "ascending", LAYOUT).text).toBe(
      "r.modified_at, r.created_at, r.id",
    );
    expect(await places("meta.created")).toEqual([3, 2, 1, 0]);
  });

  const REFUSED: readonly [sortBy: string, detail: RegExp][] = [
    ["shoeSize", /^sortBy: "shoeSize" is not an attribute of User\.$/],
    ["password", /^sortBy: "password" cannot be compared, because it is never returned\.$/],
    ["a..b", /^sortBy is not valid at position 2: /],
    ["name", /^sortBy: resources cannot be sorted by "name"\.$/],
    ["groups", /^sortBy: resources cannot be sorted by "groups"\.$/],
    ["schemas", /^sortBy: resources cannot be sorted by "schemas"\.$/],
  ];

  for (const [sortBy, detail] of REFUSED) {
    it(`refuses to sort by ${sortBy}`, () => {
      let error: unknown;
      try {
        compileSort(userShape, sortBy, "ascending", LAYOUT);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(ScimError);
      expect(error).toMatchObject({ code: "invalidValue", detail: expect.stringMatching(detail) });
    });
  }

  it("refuses to sort groups by their members", () => {
    expect(() => compileSort(groupShape, "members.value", "ascending", LAYOUT)).toThrow(/cannot be sorted/);
  });
});
