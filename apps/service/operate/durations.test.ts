import { Histogram, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { createDurations } from "./durations.ts";

const NAMES = { name: "duration_seconds", help: "How long." };
const BOUNDS = [0.001, 0.25, 1];

describe("Durations", () => {
  it("are told as the library tells a histogram of the same values", async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const durations = createDurations({ ...NAMES, bounds: BOUNDS, registry: ours });
    const histogram = new Histogram({ ...NAMES, buckets: BOUNDS, labelNames: ["method"], registers: [theirs] });
    for (const method of ["GET", "POST"]) {
      const series = durations.series({ method });
      for (const seconds of [0, 0.001, 0.0011, 0.25, 0.5, 1, 1.5, 10]) {
        durations.observe(series, seconds);
        histogram.observe({ method }, seconds);
      }
    }
    const sorted = async (registry: Registry) => (await registry.metrics()).trim().split("\n").sort();
    expect(await sorted(ours)).toEqual(await sorted(theirs));
    expect(await sorted(ours)).toContain('duration_seconds_bucket{le="0.25",method="GET"} 4');
  });
});
