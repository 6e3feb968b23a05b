import { describe, expect, it } from "vitest";
import { holds } from "./same-account.ts";

describe("holds", () => {
  it("accepts what the app adds and another order", () => {
    const known = { title: "CFO", emails: [{ value: "a@example.com", type: "work" }] };
    const observed = {
      title: "CFO",
      id: "1",
      emails: [{ value: "b@example.com" }, { type: "work", value: "a@example.com", display: "A" }],
    };
    expect(holds(observed, known)).toBe(true);
  });
  it("takes null and absence for one", () => {
    expect(holds({}, { title: null, name: { givenName: null } })).toBe(true);
  });
  it("notices a changed and a missing value", () => {
    expect(holds({ title: "CEO" }, { title: "CFO" })).toBe(false);
    expect(holds({}, { title: "CFO" })).toBe(false);
    expect(holds({ emails: [] }, { emails: [{ value: "a@example.com" }] })).toBe(false);
  });
});
