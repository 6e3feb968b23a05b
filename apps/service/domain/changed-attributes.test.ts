import { describe, expect, it } from "vitest";
import { changedAttributes } from "./changed-attributes.ts";

const NONE = { membersAdded: [], membersRemoved: [] };
const URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("The names of changed attributes", () => {
  it("are those whose values differ, also deep inside, and those that came or went", () => {
    const before = { userName: "a", name: { familyName: "A", givenName: "B" }, title: "T", active: true };
    const after = { userName: "a", name: { givenName: "B", familyName: "C" }, active: true, locale: "nl" };
    expect(changedAttributes({ before, after, ...NONE })).toEqual(["locale", "name", "title"]);
  });

  it("do not depend on the order of names inside a value", () => {
    const before = { name: { familyName: "A", givenName: "B" } };
    const after = { name: { givenName: "B", familyName: "A" } };
    expect(changedAttributes({ before, after, ...NONE })).toEqual([]);
  });

  it("are all of them for what was made or removed", () => {
    expect(changedAttributes({ before: null, after: { userName: "a", active: true }, ...NONE })).toEqual([
      "active",
      "userName",
    ]);
    expect(changedAttributes({ before: { userName: "a" }, after: null, ...NONE })).toEqual(["userName"]);
  });

  it("carry the extension's URN", () => {
    const before = { [URN]: { department: "A", costCenter: "1" } };
    const after = { [URN]: { department: "B", costCenter: "1" } };
    expect(changedAttributes({ before, after, ...NONE })).toEqual([`${URN}:department`]);
    expect(changedAttributes({ before, after: {}, ...NONE })).toEqual([`${URN}:costCenter`, `${URN}:department`]);
  });

  it("name members when somebody came or went", () => {
    const same = { displayName: "G" };
    expect(changedAttributes({ before: same, after: same, membersAdded: ["x"], membersRemoved: [] })).toEqual([
      "members",
    ]);
    expect(changedAttributes({ before: same, after: same, membersAdded: [], membersRemoved: ["x"] })).toEqual([
      "members",
    ]);
  });
});
