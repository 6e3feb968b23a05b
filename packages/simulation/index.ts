/** Seeded worlds: the true worker and engine before the true service provider, in virtual time, with faults at every step. */
export { BUGS, isPlantedBug, type PlantedBug } from "./bugs.ts";
export { findCommit } from "./commit.ts";
export { reproductionOf } from "./seeds.ts";
export { type SimulationOptions, type SimulationResult, simulate } from "./simulate.ts";
