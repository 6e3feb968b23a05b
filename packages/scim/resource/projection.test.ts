import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { ENTERPRISE_USER_URN, USER_URN } from "../schema/urn.ts";
import { failureOf } from "../testing/failure.ts";
import { PROBE_URN, probeShape, userShape } from "../testing/shapes.ts";
import { projectResource, readProjection } from "./projection.ts";

const user: JsonObject = {
  schemas: [USER_URN, ENTERPRISE_USER_URN],
  id: "1",
  userName: "jane",
  password: "secret",
  title: null,
  name: { givenName: "Jane", familyName: "Doe" },
  emails: [{ value: "a", type: "work" }, { value: "b" }],
  photos: [],
  unheardOf: "x",
  meta: { resourceType: "User", version: 'W/"1"' },
  [ENTERPRISE_USER_URN]: { department: "D", costCenter: "C" },
};

function project(attributes?: string, excludedAttributes?: string): JsonObject {
  return projectResource(userShape, user, readProjection(attributes, excludedAttributes));
}

describe("projectResource", () => {
  test("R-05, R-22: without a choice, all but secrets, unassigned and unknown attributes", () => {
    const { password, title, photos, unheardOf, ...rest } = user;
    expect(project()).toEqual(rest);
  });

  test("C-12, C-15: what is always returned comes with every choice", () => {
    const always = { schemas: user.schemas, id: "1" };
    expect(project("userName")).toEqual({ ...always, userName: "jane" });
    expect(project("unheardOf")).toEqual(always);
    expect(project(undefined, "id,schemas,userName,name,emails,meta").id).toBe("1");
    expect(project("password")).toEqual(always);
  });

  test("C-13: names may be dotted, with a URN, in any letter case", () => {
    expect(project("NAME.familyname")).toMatchObject({ name: { familyName: "Doe" } });
    expect(project(`${USER_URN}:userName , emails.value`)).toEqual({
      schemas: user.schemas,
      id: "1",
      userName: "jane",
      emails: [{ value: "a" }, { value: "b" }],
    });
    expect(project(`${ENTERPRISE_USER_URN}:department`)).toMatchObject({ [ENTERPRISE_USER_URN]: { department: "D" } });
    expect(project("emails.type")).toMatchObject({ emails: [{ type: "work" }] });
    expect(project("name,name.familyName").name).toEqual(user.name);
  });

  test("C-08: excluded attributes and parts are left out", () => {
    const projected = project(undefined, `name.givenName,EMAILS,meta,${ENTERPRISE_USER_URN}:department`);
    expect(projected).toEqual({
      schemas: user.schemas,
      id: "1",
      userName: "jane",
      name: { familyName: "Doe" },
      [ENTERPRISE_USER_URN]: { costCenter: "C" },
    });
  });

  test("C-16: unknown names are ignored", () => {
    expect(project("userName,a..b,unheardOf,constructor,__proto__")).toMatchObject({ userName: "jane" });
    expect(project(undefined, "unheardOf")).toEqual(project());
  });

  test("C-17: the URN of an extension means all of it", () => {
    expect(project(ENTERPRISE_USER_URN.toLowerCase())).toEqual({
      schemas: user.schemas,
      id: "1",
      [ENTERPRISE_USER_URN]: { department: "D", costCenter: "C" },
    });
    expect(project(undefined, ENTERPRISE_USER_URN)).not.toHaveProperty([ENTERPRISE_USER_URN]);
  });

  test("C-12: each kind of returned", () => {
    const probe = {
      schemas: [PROBE_URN],
      id: "1",
      identifier: "p",
      writeOnlyAttr: "w",
      requestOnlyAttr: "r",
      alwaysReturnedAttr: "a",
      multiComplex: [{ value: "v", secret: "s" }],
    };
    const of = (attributes?: string, excluded?: string): JsonObject =>
      projectResource(probeShape, probe, readProjection(attributes, excluded));
    const always = { schemas: [PROBE_URN], id: "1", alwaysReturnedAttr: "a" };
    expect(of()).toEqual({ ...always, identifier: "p", multiComplex: [{ value: "v" }] });
    expect(of("requestOnlyAttr,writeOnlyAttr")).toEqual({ ...always, requestOnlyAttr: "r" });
    expect(of("multiComplex.secret")).toEqual({ ...always, multiComplex: [{ secret: "s" }] });
    expect(of(undefined, "alwaysReturnedAttr,identifier")).toEqual({ ...always, multiComplex: [{ value: "v" }] });
  });
});

describe("readProjection", () => {
  test("S-13: takes texts with commas and arrays; nothing named is no choice", () => {
    expect(readProjection("a, b,,", null)).toEqual({ attributes: ["a", "b"], excludedAttributes: undefined });
    expect(readProjection(undefined, ["a", "b,c"])).toEqual({
      attributes: undefined,
      excludedAttributes: ["a", "b", "c"],
    });
    expect(readProjection("", " ")).toEqual({ attributes: undefined, excludedAttributes: undefined });
  });

  test("C-14: both at once are refused", () => {
    expect(failureOf(() => readProjection("a", "b"))).toEqual({
      code: "invalidValue",
      detail: 'Give either "attributes" or "excludedAttributes", not both.',
    });
  });

  test("refuses what lists no names, and too many", () => {
    expect(failureOf(() => readProjection([1] as unknown as string[], null))).toEqual({
      code: "invalidValue",
      detail: '"attributes" must list attribute names.',
    });
    expect(readProjection("a,".repeat(200), null).attributes).toHaveLength(200);
    expect(failureOf(() => readProjection("a,".repeat(201), null))).toEqual({
      code: "invalidValue",
      detail: '"attributes" lists at most 200 names.',
    });
  });
});
