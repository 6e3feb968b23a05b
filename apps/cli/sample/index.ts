/** The sample company, set up through the public API by following the configuration guide from its first line to its last. */
export { provisionSample } from "./provision-sample.ts";
