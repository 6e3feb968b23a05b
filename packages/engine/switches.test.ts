import type { Json } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { DIALECTS, dialectOf, findDialectName, readSwitches, SWITCHES } from "./index.ts";

describe("a connection's switches", () => {
  it("lie on top of the dialect and change nothing else", () => {
    const read = readSwitches({ memberChunkMax: 10, lookupBy: "LIST", neverSent: ["title"], group: null });
    expect(read).toEqual({ ok: true, switches: { memberChunkMax: 10, lookupBy: "LIST", neverSent: ["title"] } });
    if (!read.ok) return;
    expect(dialectOf("rfc", read.switches)).toEqual({
      ...DIALECTS.rfc,
      memberChunkMax: 10,
      lookupBy: "LIST",
      neverSent: ["title"],
    });
  });

  it("know one word for a target without PATCH", () => {
    expect(readSwitches({ patch: false, memberChunkMax: 5 })).toEqual({
      ok: true,
      switches: { userUpdate: "PUT", userLifecycle: "PUT", password: "PUT", group: "PUT", memberChunkMax: 5 },
    });
    expect(readSwitches({ patch: true })).toEqual({ ok: true, switches: {} });
  });

  it.each<[Json, string, RegExp]>([
    [[], "switches", /object/],
    [{ colour: "red" }, "colour", /not a switch; there are patch, userUpdate/],
    [{ userUpdate: "PATCH_PATHLESS" }, "userUpdate", /one of PUT, PATCH/],
    [{ memberChunkMax: 0 }, "memberChunkMax", /1 to 10000/],
    [{ memberChunkMax: "5" }, "memberChunkMax", /whole number/],
    [{ patchFilters: "no" }, "patchFilters", /true or false/],
    [{ neverSent: "title" }, "neverSent", /list/],
    [{ neverSent: ['emails[type eq "work"]'] }, "neverSent", /not an attribute path/],
    [{ required: [7] }, "required", /not an attribute path/],
    [{ patch: "no" }, "patch", /true or false/],
    [{ patch: false, group: "PATCH" }, "group", /PUT/],
  ])("refuse %j and name the place", (given, place, message) => {
    const read = readSwitches(given);
    expect(read).toEqual({ ok: false, problems: [{ place, message: expect.stringMatching(message) }] });
  });

  it("report every problem at once", () => {
    const read = readSwitches({ group: 1, booleans: 2 });
    expect(read.ok ? [] : read.problems.map(({ place }) => place)).toEqual(["group", "booleans"]);
  });
});

describe("the table of dialects", () => {
  it("has every field of every dialect among the switches, with a value that its switch accepts", () => {
    for (const { name, ...fields } of Object.values(DIALECTS)) {
      expect(Object.keys(fields).sort()).toEqual(SWITCHES.map((known) => known.name).sort());
      expect(readSwitches({ ...fields })).toMatchObject({ ok: true });
      expect(findDialectName(name)).toBe(name);
    }
    expect(findDialectName("toString")).toBeUndefined();
  });
});
