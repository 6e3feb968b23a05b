import { describe, expect, test } from "vitest";
import { peopleOrder, peopleSearch } from "./people-search.ts";

describe("the search of the people list", () => {
  test("leaves out deactivated people when no status is chosen", () => {
    expect(peopleSearch({})).toBe('not (status eq "DEPROVISIONED")');
    expect(peopleSearch({ status: "ALL" })).toBe("status pr");
    expect(peopleSearch({ status: "SUSPENDED" })).toBe('status eq "SUSPENDED"');
  });

  test("looks for every word: short ones at the beginning, longer ones anywhere", () => {
    expect(peopleSearch({ q: "Jo  fras", status: "ALL" })).toBe(
      '(profile.firstName sw "Jo" or profile.lastName sw "Jo" or profile.email sw "Jo" or profile.login sw "Jo") and ' +
        '(profile.firstName co "fras" or profile.lastName co "fras" or profile.email co "fras" or profile.login co "fras") and ' +
        "status pr",
    );
  });

  test("a quote in the text cannot end the expression", () => {
    expect(peopleSearch({ q: 'a" or id pr' })).toContain('profile.firstName sw "a\\""');
  });
});

describe("the order of the people list", () => {
  test("is by last name, also for an unknown column", () => {
    expect(peopleOrder(undefined)).toEqual({ sortBy: "profile.lastName", sortOrder: "asc" });
    expect(peopleOrder("nonsense")).toEqual({ sortBy: "profile.lastName", sortOrder: "asc" });
  });

  test("a minus stands for descending", () => {
    expect(peopleOrder("-updated")).toEqual({ sortBy: "lastUpdated", sortOrder: "desc" });
  });
});
