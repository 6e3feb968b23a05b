import {
  applyPatch,
  type Json,
  type JsonObject,
  PATCH_OP_SCHEMA,
  readPatchMessage,
  splitMembership,
} from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../scim/testing/failure.ts";
import { groupShape, userShape } from "../../scim/testing/shapes.ts";
import type { ToleranceProfileName } from "../ports.ts";
import { Leniency } from "./leniency.ts";
import { normalisePatch } from "./normalise-patch.ts";
import { effectiveSwitches } from "./profiles.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const A = { value: "a@x", type: "work", display: "A" };
const B = { value: "b@x", type: "work", display: "B" };
const H = { value: "b@x", type: "home" };
const USER: JsonObject = {
  userName: "jane",
  displayName: "Jane",
  name: { givenName: "J", middleName: "M" },
  emails: [A, B, H],
  [ENTERPRISE]: { department: "D", costCenter: "C", manager: { value: "m", $ref: "../Users/m" } },
};

/** The user after one operation as the profile reads it. */
function user(operation: JsonObject, profile: ToleranceProfileName = "generic"): JsonObject {
  const context = {
    shape: userShape,
    leniency: new Leniency(effectiveSwitches({ profile })),
    references: [],
    membershipAttribute: undefined,
  };
  const { body } = normalisePatch(context, { schemas: [PATCH_OP_SCHEMA], Operations: [operation] });
  return applyPatch(userShape, USER, readPatchMessage(body));
}

/** What one operation does to a group's members and to the rest of it. */
function group(operation: JsonObject, profile: ToleranceProfileName = "generic") {
  const context = {
    shape: groupShape,
    leniency: new Leniency(effectiveSwitches({ profile })),
    references: [],
    membershipAttribute: "members",
  };
  const { body } = normalisePatch(context, { schemas: [PATCH_OP_SCHEMA], Operations: [operation] });
  const { membership, rest } = splitMembership(groupShape, readPatchMessage(body), { attributeName: "members" });
  applyPatch(groupShape, { displayName: "G" }, rest);
  return membership;
}

const codeOf = (run: () => unknown) => failureOf(run).code;

describe("A remove without a path", () => {
  it.each<Json>([
    { title: null },
    { "name.givenName": null },
    { givenName: null },
    { [`${ENTERPRISE}:department`]: null },
    { [ENTERPRISE]: { department: "D" } },
  ])("is refused, whatever its value %j names [P-16]", (value) => {
    expect(codeOf(() => user({ op: "remove", value }))).toBe("noTarget");
  });

  it.each<Json>([{ members: null }, { [`${GROUP}:members`]: null }, { [`${GROUP}:members`]: [{ value: "u1" }] }])(
    "is refused for members, written as %j [P-16]",
    (value) => {
      expect(codeOf(() => group({ op: "remove", value }))).toBe("noTarget");
    },
  );
});
