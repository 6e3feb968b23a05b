import { describe, expect, it } from "vitest";
import type { Tolerance } from "../ports.ts";
import { Leniency } from "./leniency.ts";
import { effectiveSwitches, TOLERANCE_PROFILES } from "./profiles.ts";
import { isToleranceSwitch, TOLERANCE_SWITCHES } from "./switches.ts";

describe("effectiveSwitches", () => {
  it("is the profile with what is overridden, in both directions", () => {
    expect(effectiveSwitches()).toBe(effectiveSwitches({ profile: "generic" }));
    const rfc = effectiveSwitches({ profile: "rfc", overrides: { stringBooleans: true, opLetterCase: false } });
    expect(rfc.has("stringBooleans")).toBe(true);
    expect(rfc.has("opLetterCase")).toBe(false);
    expect(rfc.has("nullValues")).toBe(true);
  });

  it("does not know names that are none", () => {
    expect(() => effectiveSwitches({ profile: "acme" } as unknown as Tolerance)).toThrow(
      'There is no tolerance profile "acme".',
    );
    const overrides = { toString: true, nothing: true } as Tolerance["overrides"];
    expect(
      [...effectiveSwitches({ profile: "rfc", ...(overrides === undefined ? {} : { overrides }) })].sort(),
    ).toEqual([...effectiveSwitches({ profile: "rfc" })].sort());
    expect(isToleranceSwitch("stringBooleans")).toBe(true);
    expect(isToleranceSwitch("toString")).toBe(false);
  });
});

describe("The tables", () => {
  it("name each switch and each profile once", () => {
    const switches = TOLERANCE_SWITCHES.map(({ name }) => name);
    expect(new Set(switches).size).toBe(switches.length);
    expect(TOLERANCE_PROFILES.map(({ name }) => name).sort()).toEqual([
      "entra",
      "entra-optscim",
      "generic",
      "interop",
      "jumpcloud",
      "okta",
      "onelogin",
      "rfc",
    ]);
  });

  it("never let a list in a remove empty an attribute, nor a PUT sign a disabled user in again", () => {
    for (const { on } of TOLERANCE_PROFILES) {
      expect(on.has("listedRemove")).toBe(true);
      expect(on.has("keepActive")).toBe(true);
    }
  });
});

describe("Leniency", () => {
  it("counts what is used and on, and nothing else", () => {
    const leniency = new Leniency(new Set(["nullValues"] as const));
    expect(leniency.has("nullValues")).toBe(true);
    expect(leniency.counts).toEqual({});
    expect([leniency.use("nullValues"), leniency.use("nullValues"), leniency.use("emptyStrings")]).toEqual([
      true,
      true,
      false,
    ]);
    expect(leniency.counts).toEqual({ nullValues: 2 });
  });

  it("counts once what runs several times", () => {
    const leniency = new Leniency(new Set(["nullValues", "keepActive"] as const));
    leniency.use("nullValues");
    const run = leniency.countOnce(() => leniency.use("keepActive"));
    run(undefined);
    run(undefined);
    expect(leniency.counts).toEqual({ nullValues: 1, keepActive: 1 });
  });
});
