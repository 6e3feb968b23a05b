import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { describe, expect, it } from "vitest";
import type { SchemaAttribute } from "../../api/profile-schema.ts";
import { changedProfile, profileProblems, profileValues } from "./profile-fields.ts";

const CUSTOM: readonly SchemaAttribute[] = [
  { name: "badge", title: "Badge", type: "string", required: true },
  { name: "floor", title: "Floor", type: "integer" },
  { name: "isFirstAider", title: "First aider", type: "boolean" },
  { name: "desks", title: "Desks", type: "array", items: { type: "number" } },
];
const PERSON = {
  profile: { login: "a@x.example", email: "a@x.example", firstName: "A", lastName: "B", floor: 3, desks: [1, 2] },
} as unknown as DirectoryUser;

describe("attributes of the directory's own in the form", () => {
  it("are shown as text and written as their type; what did not change is left alone", () => {
    const values = profileValues(PERSON, CUSTOM);
    expect([values["floor"], values["desks"], values["badge"]]).toEqual(["3", "1, 2", ""]);
    expect(changedProfile(values, PERSON, CUSTOM)).toEqual({});
    const typed = { ...values, badge: "red", floor: "", isFirstAider: "true", desks: "4,, 5" };
    expect(changedProfile(typed, PERSON, CUSTOM)).toEqual({
      badge: "red",
      floor: null,
      isFirstAider: true,
      desks: [4, 5],
    });
  });

  it("are asked for where they are required, and numbers have to be numbers", () => {
    const values = { ...profileValues(PERSON, CUSTOM), floor: "third" };
    expect(profileProblems(values, CUSTOM)).toEqual({ badge: "Enter the badge.", floor: "Enter a number." });
  });
});
