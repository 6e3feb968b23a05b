/**
 * What the set-up has to do, as functions of what lies in the folder. Plain JavaScript without dependencies: it runs on Node 20 before
 * anything is installed. Types: setup-plan.d.mts.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Oldest major version of Node that runs the program itself. */
export const NODE_MAJOR_MIN = 24;

const SKIPPED_FOLDERS = new Set(["node_modules", "dist", "testing", "fixtures", ".cache"]);
const SOURCE = /\.(ts|tsx|mts|mjs|js|json|css|html|svg|png|ico|woff2)$/;
const TEST = /\.test\.tsx?$/;

/** One SHA-256 over the names and contents of files; a missing file counts as such. */
export function hashFiles(root, files) {
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    hash.update(`${file}\0`);
    hash.update(readIfPresent(join(root, file)) ?? "absent");
    hash.update("\0");
  }
  return hash.digest("hex");
}

/** What decides whether `npm ci` is due: the lockfile and each workspace's package.json. */
export function installInputs(root) {
  const workspaces = ["packages", "apps"].flatMap((folder) =>
    foldersIn(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
  );
  return ["package.json", "package-lock.json", ".npmrc", ...workspaces];
}

/** What decides whether the compiler is due: every source of packages and apps but tests, and the configurations. */
export function buildInputs(root) {
  const isConsole = (file) => /^apps\/[a-z]+-console\//.test(file) || file.startsWith("packages/ui/");
  return [...configurations(root), ...sourcesIn(root, ["packages", "apps"]).filter((file) => !isConsole(file))];
}

/** What decides whether one console is bundled anew: its own files, the shared parts and the packages and contracts it imports. */
export function consoleInputs(root, name) {
  const contracts = ["apps/service/contract.ts", "apps/directory/contract.ts"];
  return [...configurations(root), ...sourcesIn(root, ["packages", `apps/${name}`]), ...contracts];
}

/**
 * Whether node_modules already holds what the lockfile asks for on this platform, judged by the two lockfiles alone: so that a folder in which
 * somebody ran `npm ci` by hand is not installed again. `hidden` is node_modules/.package-lock.json.
 */
export function isInstalled(lock, hidden, platform) {
  const wanted = lock?.packages ?? {};
  const present = hidden?.packages ?? {};
  const isThere = (key) => {
    const [want, have] = [wanted[key], present[key]];
    if (have === undefined) return want.optional === true || want.devOptional === true || want.peer === true;
    return want.link === true ? have.link === true : have.version === want.version && have.integrity === want.integrity;
  };
  const keys = Object.keys(wanted).filter((key) => key.includes("node_modules/"));
  const needed = Object.keys(wanted[""]?.optionalDependencies ?? {})
    .map((name) => `node_modules/${name}`)
    .filter((key) => fits(wanted[key], platform));
  return keys.length > 0 && keys.every(isThere) && needed.every((key) => present[key] !== undefined);
}

/** Whether a package of the lockfile is meant for the platform. */
function fits(entry, platform) {
  const names = (value) => (value === undefined ? [] : [value].flat());
  const matches = (list, name) => list.length === 0 || (list.includes(name) && !list.includes(`!${name}`));
  return entry !== undefined && matches(names(entry.os), platform.os) && matches(names(entry.cpu), platform.cpu);
}

/** What is due, in order. `facts` are hashes now and at the last success, and whether the results are still there. */
export function planSetup(facts) {
  const install = !facts.hasModules || (facts.installed !== facts.install && !facts.looksInstalled);
  const build = install || facts.built !== facts.build || !facts.hasBuild;
  const consoles = facts.consoles.filter((item) => install || item.built !== item.hash || !item.hasBuild);
  return { install, build, consoles: consoles.map((item) => item.name) };
}

/**
 * Whether `npm ci` stopped only because the lockfile leaves out optional packages of other platforms, which a registry without them makes npm leave
 * out: everything for this platform is locked then, and `npm install --no-save` installs exactly that.
 */
export function lacksOnlyOptional(output, lock) {
  const optional = new Set(
    Object.values(lock?.packages ?? {}).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {})),
  );
  const complaints = output.split("\n").filter((line) => /\b(Missing|Invalid): /.test(line));
  const names = complaints.map((line) => /Missing: (@?[^@\s]+)@\S* from lock file/.exec(line)?.[1]);
  return names.length > 0 && names.every((name) => name !== undefined && optional.has(name));
}

/** The sentence for a failed `npm ci`, from its output: what happened and what to do. */
export function explainNpmFailure(output) {
  const code = /npm (?:error|ERR!) code (\S+)/.exec(output)?.[1] ?? "";
  const sentences = [
    [
      /^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)$/,
      "The package registry cannot be reached: check the network and npm's proxy and registry settings, then start again.",
    ],
    [
      /^(E401|E403|E407)$/,
      "The package registry refuses the request: check the sign-in and proxy in npm's configuration, then start again.",
    ],
    [
      /^(E404|ETARGET)$/,
      "The package registry does not have a package that is needed: check the registry setting of npm (npm config get registry).",
    ],
    [
      /^(EACCES|EPERM|EROFS)$/,
      "npm may not write here: give this user the right to write to the folder and to npm's cache, then start again.",
    ],
    [/^ENOSPC$/, "The disk is full: make about 1 GB of room and start again."],
    [
      /^(EINTEGRITY|ERR_INVALID_ARG_TYPE)$/,
      'A downloaded package is damaged: run "npm cache clean --force" and start again.',
    ],
    [
      /^EUSAGE$/,
      "package-lock.json does not fit the package.json files: restore both from the repository, then start again.",
    ],
    [
      /^(EBADENGINE|ENOTSUP|EBADPLATFORM)$/,
      "This npm or this machine does not suit a package: use npm 10 or newer on Linux or macOS, x64 or arm64.",
    ],
  ];
  const found = sentences.find(([pattern]) => pattern.test(code));
  return found?.[1] ?? "npm could not install the packages: its own words are above; mend that and start again.";
}

/** Which Node runs compiler and program: the one that npm brought, else the running one when it is new enough, else a sentence. */
export function chooseNode({ hasPackaged, packagedPath, runningPath, runningVersion, platform }) {
  if (hasPackaged) return { path: packagedPath };
  if (Number(runningVersion.split(".")[0]) >= NODE_MAJOR_MIN) return { path: runningPath };
  return {
    problem: `Lockstep needs Node ${NODE_MAJOR_MIN}, npm has no package of it for ${platform}, and this is Node ${runningVersion}: install Node ${NODE_MAJOR_MIN} or newer and start again.`,
  };
}

function configurations(root) {
  const names = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  return [...names, "package-lock.json"];
}

function sourcesIn(root, folders) {
  const found = [];
  const visit = (folder) => {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) visit(path);
      } else if (SOURCE.test(entry.name) && !TEST.test(entry.name)) {
        found.push(relative(root, path).replaceAll("\\", "/"));
      }
    }
  };
  for (const folder of folders) visit(join(root, folder));
  return found;
}

function foldersIn(folder) {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readIfPresent(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
