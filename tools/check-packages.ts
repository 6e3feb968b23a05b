/**
 * Packs every published package and looks at the tarballs as a user gets them: publint, are-the-types-wrong, dependencies, and a
 * program in plain JavaScript that imports them. `--out FOLDER` keeps the tarballs, ready for `npm publish FILE`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lend, readmeProgram, runProgram, unpackInto } from "./packages/consumer.ts";
import { inspectPackage } from "./packages/inspect.ts";
import { packPackage } from "./packages/pack.ts";
import { BUILT_FOR_USERS, PUBLISHED } from "./packages/published.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** What the packages need from others. */
const FOREIGN = ["kysely", "pg"];
/** Packages whose README shows a program that needs nothing else. */
const RUN_AS_SHOWN = ["ports", "scim", "scim-sql"];

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  execFileSync("tsc", ["-b", ...PUBLISHED.map((name) => join("packages", name)), ...BUILT_FOR_USERS], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const scratch = mkdtempSync(join(tmpdir(), "lockstep-packages-"));
  const out = resolve(values.out ?? join(scratch, "tarballs"));
  const project = join(scratch, "consumer");
  try {
    mkdirSync(out, { recursive: true });
    const findings: string[] = [];
    for (const name of PUBLISHED) {
      const tarball = packPackage(ROOT, name, { scratch, out });
      findings.push(...(await inspectPackage(tarball, unpackInto(project, `@lockstep/${name}`, tarball))));
    }
    lend(project, ROOT, FOREIGN);
    const fault = runProgram(project);
    if (fault !== undefined) findings.push(`A program that imports the packages fails:\n${fault}`);
    for (const name of RUN_AS_SHOWN) {
      const shown = readmeProgram(readFileSync(join(ROOT, "packages", name, "README.md"), "utf8"));
      const said = runProgram(project, shown);
      if (said !== undefined) findings.push(`The program in packages/${name}/README.md fails:\n${said}`);
    }
    for (const finding of findings) process.stdout.write(`${finding}\n`);
    process.stdout.write(`${PUBLISHED.length} packages packed, ${findings.length} findings\n`);
    return findings.length === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

process.exitCode = await main();
