import { requireFilter } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { readListParameters, readListQuery } from "./list-query.ts";

const LIMITS = { pageSizeDefault: 100, pageSizeMax: 500 };
const read = (search: string) =>
  readListQuery(readListParameters(new URL(`http://scim.test/?${search}`).searchParams), LIMITS, requireFilter);

describe("readListQuery", () => {
  it("has defaults for all, and ignores what it does not know", () => {
    const defaults = { filter: undefined, sortBy: undefined, sortOrder: "ascending", startIndex: 1, count: 100 };
    expect(read("")).toEqual(defaults);
    expect(read("aadOptscim062020&&sortOrder=&startIndex=&count=&sortBy=")).toEqual(defaults);
  });

  it.each([
    ["startIndex=0", { startIndex: 1 }],
    ["startIndex=-5", { startIndex: 1 }],
    ["startIndex=7&count=3", { startIndex: 7, count: 3 }],
    ["count=0", { count: 0 }],
    ["count=-1", { count: 0 }],
    ["count=500", { count: 500 }],
    ["count=501", { count: 500 }],
    ["count=99999999999999999999999", { count: 500 }],
    ["startIndex=99999999999999999999999", { startIndex: Number.MAX_SAFE_INTEGER }],
    ["sortOrder=Descending&sortBy=userName", { sortOrder: "descending", sortBy: "userName" }],
  ])("reads %s", (search, expected) => {
    expect(read(search)).toMatchObject(expected);
  });

  it.each([1e19, 1e22, 1e300, Number.MAX_VALUE])(
    "bounds the numbers of a search request as those of a URL: %d",
    (large) => {
      const none = readListParameters(new URLSearchParams());
      const query = (startIndex: number, count: number) =>
        readListQuery({ ...none, startIndex, count }, LIMITS, requireFilter);
      expect(query(large, large)).toMatchObject({ startIndex: Number.MAX_SAFE_INTEGER, count: 500 });
      expect(query(-large, -large)).toMatchObject({ startIndex: 1, count: 0 });
    },
  );

  it("reads a cursor, empty or not, beside a count of its own error [S-14]", () => {
    const parameters = (search: string) => readListParameters(new URL(`http://scim.test/?${search}`).searchParams);
    expect(parameters("").cursor).toBeUndefined();
    expect(parameters("cursor").cursor).toBe("");
    expect(parameters("cursor=").cursor).toBe("");
    expect(parameters("cursor=a.b").cursor).toBe("a.b");
    expect(() => parameters("cursor=&count=ten")).toThrow(expect.objectContaining({ code: "invalidCount" }));
    expect(() => parameters("count=ten")).toThrow(expect.objectContaining({ code: "invalidValue" }));
  });

  it.each(["filter=userName+eq+%22a%22", "filter=userName%20eq%20%22a%22", 'filter=userName eq "a"'])(
    "reads blanks in %s",
    (search) => {
      expect(read(search).filter).toMatchObject({ kind: "compare", operator: "eq", value: "a" });
    },
  );

  it.each([
    ["startIndex=one", "invalidValue", '"startIndex" must be an integer.'],
    ["count=1.5", "invalidValue", '"count" must be an integer.'],
    ["count=1e3", "invalidValue", '"count" must be an integer.'],
    ["sortOrder=up", "invalidValue", '"sortOrder" must be "ascending" or "descending".'],
  ])("refuses %s", (search, code, detail) => {
    expect(() => read(search)).toThrow(expect.objectContaining({ code, detail }));
  });

  it.each(["filter=", "filter=userName", "filter=userName eq", 'filter=userName eq "a', "filter=(userName pr"])(
    "refuses the broken %s",
    (search) => {
      expect(() => read(search)).toThrow(expect.objectContaining({ code: "invalidFilter" }));
    },
  );
});
