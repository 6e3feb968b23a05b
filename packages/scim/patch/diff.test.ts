import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { ENTERPRISE_USER_URN, USER_URN } from "../schema/urn.ts";
import { groupShape, userShape } from "../testing/shapes.ts";
import { diffResource } from "./diff.ts";

const user: JsonObject = {
  userName: "jane",
  title: "T",
  name: { givenName: "Jane", familyName: "Doe" },
  emails: [
    { value: "w@example.com", type: "work", primary: true },
    { value: "h@example.com", type: "home" },
  ],
  [ENTERPRISE_USER_URN]: { department: "D", manager: { value: "m1" } },
};

function diff(target: JsonObject, current: JsonObject = user) {
  return diffResource(userShape, current, target);
}

describe("diffResource", () => {
  test("finds nothing between equal resources, however they are written", () => {
    expect(diff(user)).toEqual([]);
    const rewritten = {
      schemas: [USER_URN],
      id: "1",
      meta: { resourceType: "User" },
      USERNAME: "jane",
      Title: "T",
      nickName: null,
      photos: [],
      groups: [{ value: "g" }],
      unheardOf: 1,
      name: { familyName: "Doe", givenName: "Jane", middleName: null },
      emails: [
        { type: "home", value: "h@example.com", primary: null },
        { type: "work", primary: true, value: "w@example.com" },
      ],
      [ENTERPRISE_USER_URN.toLowerCase()]: { department: "D", manager: { value: "m1", displayName: "Boss" } },
    };
    expect(diff(rewritten)).toEqual([]);
    expect(diff(user, rewritten)).toEqual([]);
  });

  test("uses add, replace and remove with plain paths, and never null", () => {
    const target = { ...user, title: null, userName: "jo", nickName: "J", [ENTERPRISE_USER_URN]: { department: "E" } };
    expect(diff(target)).toEqual([
      { op: "replace", path: "userName", value: "jo" },
      { op: "add", path: "nickName", value: "J" },
      { op: "remove", path: "title" },
      { op: "replace", path: `${ENTERPRISE_USER_URN}:department`, value: "E" },
      { op: "remove", path: `${ENTERPRISE_USER_URN}:manager` },
    ]);
  });

  test("a change of letter case alone is a change", () => {
    expect(diff({ ...user, userName: "Jane" })).toEqual([{ op: "replace", path: "userName", value: "Jane" }]);
  });

  test("one part of a complex attribute goes by its own path, several go as the whole", () => {
    expect(diff({ ...user, name: { givenName: "Jo", familyName: "Doe" } })).toEqual([
      { op: "replace", path: "name.givenName", value: "Jo" },
    ]);
    expect(diff({ ...user, name: { givenName: "Jo", familyName: "Roe" } })).toEqual([
      { op: "replace", path: "name", value: { givenName: "Jo", familyName: "Roe" } },
    ]);
    expect(diff({ ...user, name: { givenName: "Jo" } })).toEqual([
      { op: "remove", path: "name.familyName" },
      { op: "replace", path: "name.givenName", value: "Jo" },
    ]);
    expect(diff({ ...user, name: undefined })).toEqual([{ op: "remove", path: "name" }]);
  });

  test("a changed value of a multi-valued attribute goes by its type where that is smallest", () => {
    const many = ["work", "home", "mobile", "fax", "pager"].map((type) => ({ type, value: `+1-${type}` }));
    const current = { userName: "jane", phoneNumbers: many };
    const changed = many.map((phone) => (phone.type === "fax" ? { ...phone, value: "+2" } : phone));
    expect(diff({ ...current, phoneNumbers: changed }, current)).toEqual([
      { op: "replace", path: 'phoneNumbers[type eq "fax"].value', value: "+2" },
    ]);
    expect(diff({ ...current, phoneNumbers: many.slice(1) }, current)).toEqual([
      { op: "remove", path: 'phoneNumbers[type eq "work"]' },
    ]);
    expect(diff({ ...current, phoneNumbers: [...many, { type: "other", value: "+3" }] }, current)).toEqual([
      { op: "add", path: "phoneNumbers", value: [{ type: "other", value: "+3" }] },
    ]);
  });

  test("P-12: a move of primary takes one operation where the server turns the other off", () => {
    const current = {
      userName: "jane",
      emails: [
        { value: "a".repeat(99), type: "work", primary: true },
        { value: "b".repeat(99), type: "home", primary: false },
      ],
    };
    const target = {
      userName: "jane",
      emails: [
        { value: "a".repeat(99), type: "work", primary: false },
        { value: "b".repeat(99), type: "home", primary: true },
      ],
    };
    const operations = diff(target, current);
    expect(operations).toContainEqual({ op: "replace", path: 'emails[type eq "home"].primary', value: true });
  });

  test("membership goes member by member, never as a whole list", () => {
    const current = { displayName: "G", members: [{ value: "u1", display: "Jane" }, { value: "u2" }, { value: "u3" }] };
    const target = { displayName: "G", members: [{ value: "u4" }, { value: "u1" }, { value: "u5" }] };
    expect(diffResource(groupShape, current, target)).toEqual([
      { op: "remove", path: 'members[value eq "u2"]' },
      { op: "remove", path: 'members[value eq "u3"]' },
      { op: "add", path: "members", value: [{ value: "u4" }, { value: "u5" }] },
    ]);
  });

  test("write-only values of the target are always sent", () => {
    expect(diff({ ...user, password: "t0p" })).toEqual([{ op: "replace", path: "password", value: "t0p" }]);
    expect(diff(user, { ...user, password: "t0p" })).toEqual([]);
  });
});
