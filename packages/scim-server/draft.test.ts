import type { AttributeDefinition, JsonObject } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { groupShape, PROBE_EXTENSION_URN, probeShape, userShape } from "../scim/testing/shapes.ts";
import { toDraft, withActive } from "./draft.ts";
import { GROUP_MEMBERSHIP } from "./options.ts";

describe("toDraft", () => {
  it("takes write-only values apart, by their schema and not by their name", () => {
    const user = { userName: "a", password: "p" };
    expect(toDraft(userShape, user, { rule: undefined })).toEqual({
      attributes: { userName: "a" },
      writeOnly: { password: "p" },
      membership: [],
    });
    const probe = { identifier: "a", writeOnlyAttr: "w", [PROBE_EXTENSION_URN]: { extRequired: "x" } };
    expect(toDraft(probeShape, probe, { rule: undefined })).toEqual({
      attributes: { identifier: "a", [PROBE_EXTENSION_URN]: { extRequired: "x" } },
      writeOnly: { writeOnlyAttr: "w" },
      membership: [],
    });
  });

  it("takes write-only values out of extensions, which vanish when nothing else is in them", () => {
    const secret = {
      ...probeShape.extensions[0]?.schema,
      id: "urn:example:2.0:Secret",
      name: "Secret",
      description: "",
    };
    const attributes = (probeShape.core.attributes ?? []).filter(
      ({ name }) => name === "writeOnlyAttr" || name === "identifier",
    );
    const shape = { ...userShape, extensions: [{ schema: { ...secret, attributes }, required: false }] };
    const body = (extension: object) => ({ userName: "a", "urn:example:2.0:Secret": { ...extension } });
    expect(toDraft(shape, body({ writeOnlyAttr: "w", identifier: "i" }), { rule: undefined })).toEqual({
      attributes: body({ identifier: "i" }),
      writeOnly: { "urn:example:2.0:Secret": { writeOnlyAttr: "w" } },
      membership: [],
    });
    expect(toDraft(shape, body({ writeOnlyAttr: "w" }), { rule: undefined }).attributes).toEqual({ userName: "a" });
  });

  it("takes write-only parts out of complex values, also of several [T-02]", () => {
    const secret: AttributeDefinition = {
      name: "secret",
      type: "string",
      multiValued: false,
      description: "",
      required: false,
      caseExact: false,
      mutability: "writeOnly",
      returned: "never",
      uniqueness: "none",
    };
    const open: AttributeDefinition = { ...secret, name: "open", mutability: "readWrite", returned: "default" };
    const complex: AttributeDefinition = { ...open, name: "one", type: "complex", subAttributes: [open, secret] };
    const attributes = [complex, { ...complex, name: "many", multiValued: true }];
    const shape = { ...userShape, core: { ...userShape.core, attributes } };
    const given = { one: { secret: "s" }, many: [{ open: "o", secret: "t" }, { open: "p" }] };
    expect(toDraft(shape, given, { rule: undefined })).toEqual({
      attributes: { many: [{ open: "o" }, { open: "p" }] },
      writeOnly: { one: { secret: "s" }, many: [{ secret: "t" }] },
      membership: [],
    });
  });

  it("turns members into a step that sets them exactly, or keeps the steps that it is given", () => {
    const group = { displayName: "G", members: [{ value: "1" }, { value: "2" }, { value: "1" }] };
    expect(toDraft(groupShape, group, { rule: GROUP_MEMBERSHIP })).toEqual({
      attributes: { displayName: "G" },
      writeOnly: {},
      membership: [{ kind: "replaceAll", members: ["1", "2"] }],
    });
    const steps = [{ kind: "add" as const, members: ["3"] }];
    const draft = toDraft(groupShape, { displayName: "G" }, { rule: GROUP_MEMBERSHIP, steps });
    expect(draft.membership).toEqual(steps);
  });
});

describe("withActive", () => {
  it("makes a new user active unless the request says otherwise", () => {
    expect(withActive(userShape, {}, undefined)).toEqual({ active: true });
    expect(withActive(userShape, { active: false }, undefined)).toEqual({ active: false });
  });

  it("keeps the value that stands when a change leaves it out", () => {
    const former = (current: JsonObject) => ({ current, keeps: () => true });
    expect(withActive(userShape, {}, former({ active: false }))).toEqual({ active: false });
    expect(withActive(userShape, {}, former({ active: true }))).toEqual({ active: true });
    expect(withActive(userShape, { active: true }, former({ active: false }))).toEqual({ active: true });
    expect(withActive(userShape, {}, former({}))).toEqual({});
  });

  it("goes back to the default where the switch is off", () => {
    expect(withActive(userShape, {}, { current: { active: false }, keeps: () => false })).toEqual({ active: true });
  });

  it("does nothing to types without such an attribute", () => {
    expect(withActive(groupShape, { displayName: "G" }, undefined)).toEqual({ displayName: "G" });
  });
});
