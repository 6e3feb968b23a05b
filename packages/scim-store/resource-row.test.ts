import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toIso } from "./resource-row.ts";

describe("Instants of resources", () => {
  it("are told as ISO 8601 tells them, whatever day came before", () => {
    const instants = fc.array(fc.date({ noInvalidDate: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(instants, (dates) => {
        for (const date of dates) expect(toIso(date.getTime())).toBe(date.toISOString());
      }),
    );
    expect(toIso(Date.parse("2026-03-01T23:59:59.999Z") + 0.4)).toBe("2026-03-01T23:59:59.999Z");
    expect(toIso(Date.parse("2026-03-01T23:59:59.999Z") + 0.6)).toBe("2026-03-02T00:00:00.000Z");
    expect(() => toIso(Number.NaN)).toThrow(RangeError);
  });
});
