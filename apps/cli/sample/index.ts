/** The sample company, set up through the public API by following the configuration guide from its first line to its last. */
export { provisionSample, type SampleOptions, type SampleTarget } from "./provision-sample.ts";
