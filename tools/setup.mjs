/**
 * Makes a clone ready to run: installs the packages and builds, each only when its inputs changed. Runs before `npm start` and `npm test`, in plain
 * JavaScript without dependencies, because nothing is installed yet and Node may still be 20.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  buildInputs,
  chooseNode,
  consoleInputs,
  explainNpmFailure,
  hashFiles,
  installInputs,
  isInstalled,
  lacksOnlyOptional,
  planSetup,
} from "./setup-plan.mjs";
import { endWithSignals, runStep, takeLock } from "./setup-steps.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const INSTALL_STAMP = join(MODULES, ".cache", "lockstep-install.json");
const BUILD_STAMP = join(ROOT, ".cache", "lockstep-build.json");
const CONSOLES = ["directory-console", "service-console"];
const PLATFORM = `${process.platform}-${process.arch}`;
const OUTPUT_LINES_MAX = 60;

/** A fault that a person can mend: `message` says what to do, `output` is what the failed program said. */
class SetupError extends Error {
  constructor(message, output = "") {
    super(message);
    this.output = output;
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  const lines = error.output.split("\n").filter((line) => line.trim() !== "");
  for (const line of lines.slice(-OUTPUT_LINES_MAX)) process.stderr.write(`  ${line}\n`);
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main() {
  if (!isAnythingDue(readFacts())) return writeInstallStamp();
  const unlock = await takeLock(join(ROOT, ".cache", "setup.lock"));
  endWithSignals(unlock);
  try {
    const plan = planSetup(readFacts());
    if (plan.install) await install();
    writeInstallStamp();
    const node = requireNode();
    if (plan.build) await build(node);
    if (plan.consoles.length > 0) await buildConsoles(node, plan.consoles);
  } finally {
    unlock();
  }
}

function isAnythingDue(facts) {
  const plan = planSetup(facts);
  return plan.install || plan.build || plan.consoles.length > 0;
}

/** The state of the folder: hashes of the inputs now and at the last success, and whether the results are there. */
function readFacts() {
  const stamps = readJson(BUILD_STAMP) ?? {};
  const installed = readJson(INSTALL_STAMP)?.hash;
  const install = installHash();
  const hidden = readJson(join(MODULES, ".package-lock.json"));
  const hasModules = hidden !== undefined;
  const platform = { os: process.platform, cpu: process.arch };
  return {
    hasModules,
    install,
    installed,
    looksInstalled:
      installed === install || (hasModules && isInstalled(readJson(join(ROOT, "package-lock.json")), hidden, platform)),
    build: hashFiles(ROOT, buildInputs(ROOT)),
    built: stamps.build,
    hasBuild: existsSync(join(ROOT, "apps/cli/dist/main.js")),
    consoles: CONSOLES.filter((name) => existsSync(join(ROOT, "apps", name, "vite.config.ts"))).map((name) => ({
      name,
      hash: hashFiles(ROOT, consoleInputs(ROOT, name)),
      built: stamps[name],
      hasBuild: existsSync(join(ROOT, "apps", name, "dist/index.html")),
    })),
  };
}

/** The platform counts: a folder that was carried to another machine is installed anew. */
function installHash() {
  return `${PLATFORM} ${hashFiles(ROOT, installInputs(ROOT))}`;
}

function writeInstallStamp() {
  const hash = installHash();
  if (readJson(INSTALL_STAMP)?.hash !== hash) writeJson(INSTALL_STAMP, { hash });
}

async function install() {
  const { program, parameters } = npmCommand();
  const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const env = npmEnvironment();
  const run = (...words) => ({ program, parameters: [...parameters, ...words, ...flags], cwd: ROOT, env });
  let [result] = await runStep("Installing the packages (npm ci)", [run("ci")]);
  if (result.code !== 0 && lacksOnlyOptional(result.output, readJson(join(ROOT, "package-lock.json")))) {
    [result] = await runStep("Installing the packages (npm install)", [run("install", "--no-save")]);
  }
  if (result.code !== 0) throw new SetupError(explainNpmFailure(result.output), withoutManual(result.output));
}

/** npm's words without the manual page and the stack that it prints behind some of them. */
function withoutManual(output) {
  const end = output.search(/^npm (error|ERR!) (Usage:|Clean install a project)/m);
  const said = end < 0 ? output : output.slice(0, end);
  return said.replaceAll(/^npm (error|ERR!) +at .*\n/gm, "");
}

/** The npm that runs us, under the Node that runs it; from the search path when the set-up was started by hand. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script === undefined || !/npm-cli\.c?js$/.test(script) || !existsSync(script))
    return { program: "npm", parameters: [] };
  // A Node below node_modules would be deleted under our feet by `npm ci`.
  const outer = process.env.npm_node_execpath;
  const candidates = [outer, process.execPath].filter(
    (path) => path !== undefined && existsSync(path) && !isInModules(path),
  );
  return candidates[0] === undefined
    ? { program: "npm", parameters: [] }
    : { program: candidates[0], parameters: [script] };
}

/** Our environment without what npm tells its scripts about the outer command, and without the programs of node_modules. */
function npmEnvironment() {
  const dropped =
    /^npm_(config_(omit|only|production|include|workspace|workspaces|global|location|prefix|local_prefix|dry_run)|lifecycle_.*|package_.*|command)$/;
  const kept = Object.entries(process.env).filter(([name]) => !dropped.test(name.toLowerCase()));
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(MODULES));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

function requireNode() {
  const packagedPath = join(MODULES, ".bin", process.platform === "win32" ? "node.cmd" : "node");
  const choice = chooseNode({
    hasPackaged: existsSync(packagedPath),
    packagedPath,
    runningPath: process.execPath,
    runningVersion: process.versions.node,
    platform: PLATFORM,
  });
  if (choice.problem !== undefined) throw new SetupError(choice.problem);
  return choice.path;
}

async function build(node) {
  const hash = hashFiles(ROOT, buildInputs(ROOT));
  const parameters = [join(MODULES, "typescript/bin/tsc"), "-b", "tsconfig.build.json"];
  const [result] = await runStep("Building the program", [{ program: node, parameters, cwd: ROOT, env: process.env }]);
  if (result.code !== 0)
    throw new SetupError("The program does not compile: the compiler's words are above.", result.output);
  stampBuild("build", hash);
}

async function buildConsoles(node, names) {
  const hashes = names.map((name) => hashFiles(ROOT, consoleInputs(ROOT, name)));
  const parameters = [join(MODULES, "vite/bin/vite.js"), "build", "--logLevel", "warn"];
  // Vite reads NODE_ENV: a bundle for people is a production bundle, whatever the caller's environment says.
  const env = { ...process.env, NODE_ENV: "production" };
  const commands = names.map((name) => ({ program: node, parameters, cwd: join(ROOT, "apps", name), env }));
  const results = await runStep(`Building the ${names.join(" and the ")}`, commands);
  for (const [index, name] of names.entries()) {
    if (results[index].code === 0) stampBuild(name, hashes[index]);
    else throw new SetupError(`The ${name} does not build: Vite's words are above.`, results[index].output);
  }
}

function stampBuild(name, hash) {
  writeJson(BUILD_STAMP, { ...readJson(BUILD_STAMP), [name]: hash });
}

function isInModules(path) {
  try {
    return `${realpathSync(path)}${sep}`.startsWith(`${realpathSync(ROOT)}${sep}`);
  } catch {
    return false;
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value)}\n`);
}
