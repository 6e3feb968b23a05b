import { describe, expect, it } from "vitest";
import { columnsParam, peopleParameters, shownColumns } from "./people-search.ts";

describe("the parameters of the people list", () => {
  it("hand on what the URL says, and an order only when one is asked for", () => {
    expect(peopleParameters({})).toEqual({});
    expect(peopleParameters({ q: "o'neil", status: "ALL" })).toEqual({ q: "o'neil", status: "ALL" });
    expect(peopleParameters({ sort: "-updated" })).toEqual({ sortBy: "lastUpdated", sortOrder: "desc" });
    expect(peopleParameters({ sort: "email" })).toEqual({ sortBy: "profile.email" });
    expect(peopleParameters({ sort: "-nothing" })).toEqual({});
  });
});

describe("the columns", () => {
  it("are the usual ones unless the URL names others, and always the name", () => {
    expect(shownColumns(undefined)).toEqual(["name", "email", "department", "status", "updated"]);
    expect(shownColumns("city,nonsense")).toEqual(["name", "city"]);
  });

  it("stand in the URL only when they differ from the usual ones", () => {
    expect(columnsParam(["updated", "status", "email", "department"])).toBeUndefined();
    expect(columnsParam(["city"])).toBe("name,city");
  });
});
