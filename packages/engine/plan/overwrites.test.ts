import { expect, it } from "vitest";
import { overwrittenAttributes } from "./overwrites.ts";

const URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

it.each([
  ["a replaced value", { title: "A" }, { title: "B" }, {}, ["title"]],
  [
    "the same value in another order",
    { emails: [{ value: "a" }, { value: "b" }] },
    { emails: [{ value: "b" }, { value: "a" }] },
    {},
    [],
  ],
  ["a filled empty attribute", { title: "" }, { title: "B" }, {}, []],
  ["a new attribute", {}, { title: "B" }, {}, []],
  ["an order to clear", { title: "A" }, { title: null }, {}, ["title"]],
  ["an attribute that the directory does not name", { nickName: "N" }, {}, {}, []],
  ["an attribute that it had put there and no longer names", { nickName: "N" }, {}, { nickName: "N" }, ["nickName"]],
  [
    "a part of a complex attribute",
    { name: { givenName: "A", familyName: "X" } },
    { name: { givenName: "B" } },
    {},
    ["name.givenName"],
  ],
  [
    "an extension's attribute",
    { [URN]: { department: "A" } },
    { [URN]: { department: "B", division: "D" } },
    {},
    [`${URN}:department`],
  ],
  ["another letter case of the name", { Title: "A" }, { title: "B" }, {}, ["title"]],
])("%s", (_case, held, wanted, known, expected) => {
  expect(overwrittenAttributes(held, wanted, known)).toEqual(expected);
});
