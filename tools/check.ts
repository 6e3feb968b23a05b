/**
 * `npm test`: every gate and every test, in the order in which a fault is cheapest to find. Ends with the line
 * `N passed, N failed`; a gate counts as one. Exit code 1 when anything failed or a needed browser is missing.
 */
import { findBrowser } from "./check/browser.ts";
import { runGate } from "./check/gate.ts";
import { runTests } from "./check/tests.ts";

const GATES = [
  { claim: "The types hold", command: ["tsc", "-p", "tsconfig.json"] },
  { claim: "The directory console's types hold", command: ["tsc", "-p", "apps/directory-console"] },
  { claim: "The service console's types hold", command: ["tsc", "-p", "apps/service-console"] },
  { claim: "Layout and lint rules hold", command: ["biome", "check", "--error-on-warnings", "."] },
  { claim: "The house is tidy", command: ["node", "tools/tidy.ts"] },
  { claim: "Nothing is unused", command: ["knip"] },
  { claim: "The packages can be published", command: ["node", "tools/check-packages.ts"] },
] as const;

async function main(): Promise<number> {
  let passed = 0;
  let failed = 0;
  for (const gate of GATES) {
    if (await runGate(gate)) passed += 1;
    else failed += 1;
  }
  const browser = findBrowser(process.env);
  if (browser.path === undefined) {
    process.stdout.write(`\n${browser.message}\n`);
    if (browser.isRequired) failed += 1;
  }
  const tests = await runTests({ browserPath: browser.path, filters: process.argv.slice(2) });
  passed += tests.passed;
  failed += tests.failed;
  if (tests.skipped.length > 0)
    process.stdout.write(`\nLeft out:\n${tests.skipped.map((name) => `  ${name}`).join("\n")}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
