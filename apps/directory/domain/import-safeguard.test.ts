import { describe, expect, it } from "vitest";
import { judgeSafeguard, wordsOfHold } from "./import-safeguard.ts";

const LIMIT = { status: "ENABLED", percent: 20, from: 100 } as const;
const SAFEGUARD = { app: LIMIT, directory: LIMIT };
const few = { affected: 0, population: 10_000 };

describe("the import safeguard", () => {
  it("allows the share itself, and holds what is over it, from its number of accounts on", () => {
    const judge = (affected: number, population: number) =>
      judgeSafeguard(SAFEGUARD, { app: { affected, population }, directory: few });
    expect(judge(20, 100)).toBeUndefined();
    expect(judge(21, 100)).toEqual({ scope: "APP", affected: 21, population: 100, percent: 20 });
    expect(judge(99, 99)).toBeUndefined();
  });

  it("looks at the app first, then at the directory, and at neither that is switched off", () => {
    const all = { affected: 100, population: 100 };
    expect(judgeSafeguard(SAFEGUARD, { app: all, directory: all })?.scope).toBe("APP");
    const appOff = { ...SAFEGUARD, app: { ...LIMIT, status: "DISABLED" } } as const;
    expect(judgeSafeguard(appOff, { app: all, directory: all })?.scope).toBe("DIRECTORY");
    const off = { app: appOff.app, directory: appOff.app };
    expect(judgeSafeguard(off, { app: all, directory: all })).toBeUndefined();
  });

  it("says what it found", () => {
    expect(wordsOfHold({ scope: "APP", affected: 1, population: 3, percent: 20 }, "Declaree")).toBe(
      "1 of 3 accounts of Declaree (33.3 %) would be taken away; the safeguard allows 20 %.",
    );
  });
});
