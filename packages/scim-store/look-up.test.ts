import { requireFilter } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { asLookUp } from "./look-up.ts";
import { compileQuery } from "./query-resources.ts";

const QUERY = {
  sortBy: undefined,
  sortOrder: "ascending",
  startIndex: 1,
  count: 100,
  include: { members: false, groups: true },
} as const;

function find(filter: string, change: object = {}, shape = USER_SHAPE) {
  const query = { ...QUERY, filter: requireFilter(filter), ...change };
  return asLookUp(compileQuery(newCaller(), shape, query), query);
}

describe("a look-up", () => {
  it("is an equality with a column that has an index, however it is written", () => {
    expect(find('userName eq "Jane@x.test"')).toEqual({ column: "userName", key: "jane@x.test" });
    expect(find('(USERNAME EQ "Jane@x.test")')).toEqual({ column: "userName", key: "jane@x.test" });
    expect(find('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a"')?.column).toBe("userName");
    expect(find('externalId eq "Aa"')).toEqual({ column: "externalId", key: "Aa" });
    expect(find('displayName eq "Sales"', {}, GROUP_SHAPE)).toEqual({ column: "displayName", key: "sales" });
  });

  it("is no other query", () => {
    for (const filter of ['userName sw "a"', 'userName ne "a"', 'userName eq "a" and active eq true', 'title eq "a"']) {
      expect(find(filter)).toBeUndefined();
    }
    for (const change of [{ startIndex: 2 }, { count: 0 }, { after: "[]" }]) {
      const query = { ...QUERY, filter: requireFilter('userName eq "a"') };
      expect(asLookUp(compileQuery(newCaller(), USER_SHAPE, query), { ...query, ...change })).toBeUndefined();
    }
  });
});
