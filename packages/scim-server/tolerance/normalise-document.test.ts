import type { JsonObject } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { userShape } from "../../scim/testing/shapes.ts";
import type { ToleranceProfileName } from "../ports.ts";
import { Leniency } from "./leniency.ts";
import { normaliseDocument } from "./normalise-document.ts";
import { effectiveSwitches } from "./profiles.ts";

const USER_URN = userShape.core.id;
const ENTERPRISE_URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const LEGACY_URN = "urn:scim:schemas:extension:enterprise:1.0";

function normalise(body: JsonObject, profile: ToleranceProfileName = "generic"): [unknown, unknown] {
  const leniency = new Leniency(effectiveSwitches({ profile }));
  return [normaliseDocument({ shape: userShape, leniency, references: [] }, body), leniency.counts];
}

describe("The schemas of a document", () => {
  it.each([
    [undefined, [USER_URN], { missingSchemas: 1 }],
    [[], [USER_URN], { missingSchemas: 1 }],
    [["urn:scim:schemas:core:1.0"], [USER_URN], { legacySchemas: 1 }],
    [["URN:SCIM:SCHEMAS:CORE:2.0:USER"], [USER_URN], { legacySchemas: 1 }],
    [USER_URN, [USER_URN], { liftedValues: 1 }],
    [[ENTERPRISE_URN], [USER_URN, ENTERPRISE_URN], { missingSchemas: 1 }],
    [[USER_URN, "urn:example:x", LEGACY_URN], [USER_URN, ENTERPRISE_URN], { legacySchemas: 1, unknownSchemas: 1 }],
    [["urn:example:x"], [USER_URN], { missingSchemas: 1, unknownSchemas: 1 }],
    [["urn:ietf:params:scim:schemas:core:2.0User", USER_URN], [USER_URN], { legacySchemas: 1 }],
  ])("%j are read as %j [R-02]", (schemas, expected, counts) => {
    const [document, counted] = normalise({ ...(schemas === undefined ? {} : { schemas }), userName: "a" });
    expect(document).toEqual({ schemas: expected, userName: "a" });
    expect(counted).toEqual(counts);
  });

  it("name the extensions that the body has when they are missing", () => {
    const body = { userName: "a", [ENTERPRISE_URN]: { department: "D" } };
    expect(normalise(body)[0]).toEqual({ ...body, schemas: [USER_URN, ENTERPRISE_URN] });
  });

  it("stay as they are for the core to refuse when they are no URNs, or the profile is strict", () => {
    for (const schemas of [[1], {}, 5, true]) {
      const body = { schemas, userName: "a" };
      expect(normalise(body)).toEqual([body, {}]);
    }
    for (const schemas of [undefined, ["urn:scim:schemas:core:1.0"], ["urn:example:x"], []]) {
      const body: JsonObject = { userName: "a", ...(schemas === undefined ? {} : { schemas }) };
      const [document, counts] = normalise(body, "rfc");
      expect(document).toBe(body);
      expect(counts).toEqual({});
    }
  });
});

describe("An extension under a legacy URN", () => {
  it("is the extension of today", () => {
    const [document, counts] = normalise({ schemas: [USER_URN], userName: "a", [LEGACY_URN]: { department: "D" } });
    expect(document).toEqual({ schemas: [USER_URN], userName: "a", [ENTERPRISE_URN]: { department: "D" } });
    expect(counts).toEqual({ legacySchemas: 1 });
  });

  it("does not take the place of that extension when both are there", () => {
    const body = { schemas: [USER_URN], [LEGACY_URN]: { department: "old" }, [ENTERPRISE_URN]: { department: "new" } };
    expect(normalise(body)).toEqual([body, { unknownAttributes: 1 }]);
  });
});

describe("Values of a document", () => {
  const read = (body: JsonObject, profile?: ToleranceProfileName) =>
    normalise({ schemas: [USER_URN], ...body }, profile)[0];
  const expected = (body: JsonObject) => ({ schemas: [USER_URN], ...body });

  it.each<[string, JsonObject, JsonObject]>([
    ["booleans [R-06]", { active: "FALSE" }, { active: false }],
    ["a boolean in an array [P-31]", { active: ["True"] }, { active: true }],
    ["a lone object [P-32]", { emails: { value: "a", primary: "true" } }, { emails: [{ value: "a", primary: true }] }],
    ["a lone text [P-32]", { emails: "a" }, { emails: [{ value: "a" }] }],
    ["texts in a list", { emails: ["a", { value: "b" }] }, { emails: [{ value: "a" }, { value: "b" }] }],
    ["an array of one [P-32]", { name: [{ givenName: "A" }], title: ["T"] }, { name: { givenName: "A" }, title: "T" }],
    [
      "a manager as a list [P-33]",
      { [ENTERPRISE_URN]: { manager: [{ value: "m" }] } },
      { [ENTERPRISE_URN]: { manager: { value: "m" } } },
    ],
    [
      "a manager as a list of texts [P-33]",
      { [ENTERPRISE_URN]: { manager: ["m"] } },
      { [ENTERPRISE_URN]: { manager: { value: "m" } } },
    ],
    ["no manager [P-33]", { [ENTERPRISE_URN]: { manager: "" } }, { [ENTERPRISE_URN]: { manager: null } }],
    ["no manager in a list [P-33]", { [ENTERPRISE_URN]: { manager: [] } }, { [ENTERPRISE_URN]: { manager: null } }],
  ])("%s", (_, body, meant) => {
    expect(read(body)).toEqual(expected(meant));
  });

  it("that can be read in two ways are left for the core to refuse", () => {
    for (const body of [
      { active: "yes" },
      { active: [true, false] },
      { title: ["a", "b"] },
      { title: [] },
      { name: "Jane" },
    ]) {
      expect(read(body)).toEqual(expected(body as JsonObject));
    }
  });

  it("that are texts of a JSON object are decoded for roles and entitlements alone, and only where a value is in it", () => {
    const text = '{"id":"1","value":"admin","displayName":"Administrator"}';
    expect(read({ roles: [{ value: text, primary: "True" }, text] }, "entra")).toEqual(
      expected({
        roles: [
          { value: "admin", display: "Administrator", primary: true },
          { value: "admin", display: "Administrator" },
        ],
      }),
    );
    for (const roles of [[{ value: "{" }], [{ value: "{}" }], [{ value: '{"value":1}' }], [{ value: "[1]" }]]) {
      expect(read({ roles }, "entra")).toEqual(expected({ roles }));
    }
    expect(read({ emails: [{ value: text }] }, "entra")).toEqual(expected({ emails: [{ value: text }] }));
    expect(read({ roles: [{ value: text }] })).toEqual(expected({ roles: [{ value: text }] }));
  });
});
