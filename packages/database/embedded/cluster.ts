import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { StartupError } from "../types.ts";
import { SERVER_MAJOR } from "./binaries.ts";
import type { Place } from "./place.ts";

/** Name of the role that owns everything in an embedded cluster. */
export const OWNER = "lockstep";

const PASSWORD_FILE = "lockstep-owner-password";
const INITDB_TIMEOUT_MS = 300_000;

/** Whether a whole cluster is there. Throws StartupError when it was made by another major version of PostgreSQL or cannot be read. */
export function hasCluster(cluster: string): boolean {
  if (!existsSync(cluster)) return false;
  const version = readVersion(cluster);
  const major = Number(version);
  if (major === SERVER_MAJOR) return true;
  if (major > SERVER_MAJOR) {
    throw new StartupError(
      `The data directory ${cluster} was made by PostgreSQL ${version} and this Lockstep brings ${SERVER_MAJOR}: ` +
        "start the newer Lockstep that made it, or set LOCKSTEP_HOME to another folder.",
    );
  }
  throw new StartupError(
    `The data directory ${cluster} was made by PostgreSQL ${version || "of an unknown version"} and this Lockstep brings ${SERVER_MAJOR}: ` +
      "bring it up with pg_upgrade, or set LOCKSTEP_HOME to another folder.",
  );
}

/** Makes a new cluster. It appears under its name only when it is whole, so an interrupted start leaves nothing half-made behind. */
export async function createCluster(place: Place): Promise<void> {
  const folder = dirname(place.cluster);
  removeDrafts(folder);
  const draft = join(folder, `data.new-${randomUUID()}`);
  const passwordDraft = `${draft}.password`;
  writeFileSync(passwordDraft, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  if (place.identity !== undefined) chownSync(passwordDraft, place.identity.uid, place.identity.gid);
  try {
    await runInitdb(place, draft, passwordDraft);
    renameSync(passwordDraft, join(draft, PASSWORD_FILE));
    renameSync(draft, place.cluster);
    syncFolder(folder);
  } finally {
    removeDrafts(folder);
  }
}

/** The owner's password, from the 0600 file inside the cluster. */
export function readOwnerPassword(cluster: string): string {
  const path = join(cluster, PASSWORD_FILE);
  try {
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new StartupError(
      `The password file of the embedded database, ${path}, cannot be read: restore it from a backup, or set LOCKSTEP_HOME to another folder.`,
      { cause },
    );
  }
}

async function runInitdb(place: Place, draft: string, passwordFile: string): Promise<void> {
  const parameters = [
    ["--pgdata", draft],
    ["--username", OWNER],
    ["--pwfile", passwordFile],
    ["--auth", "scram-sha-256"],
    ["--encoding", "UTF8"],
    ["--locale-provider", "builtin"],
    ["--builtin-locale", "C.UTF-8"],
    ["--locale", "C"],
  ].map(([name, value]) => `${name}=${value}`);
  const user = place.identity === undefined ? {} : { uid: place.identity.uid, gid: place.identity.gid };
  try {
    await promisify(execFile)(place.binaries.initdb, [...parameters, "--no-instructions"], {
      ...user,
      cwd: "/",
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" },
      timeout: INITDB_TIMEOUT_MS,
    });
  } catch (cause) {
    const { stderr } = cause as { stderr?: unknown };
    const lines = (typeof stderr === "string" ? stderr : String(cause)).split("\n");
    const reason = lines.find((line) => /error|fatal/i.test(line)) ?? lines.find((line) => line !== "") ?? "";
    throw new StartupError(
      `The database could not be created in ${dirname(draft)} (${reason.trim()}): check rights and free space there, or set LOCKSTEP_HOME to another folder.`,
      { cause },
    );
  }
}

function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (basename(name).startsWith("data.new-")) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function readVersion(cluster: string): string {
  try {
    return readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === "ENOENT" ? "it holds no PostgreSQL cluster" : `${code}`;
    throw new StartupError(
      `The data directory ${cluster} cannot be read (${reason}): start as the user that owns it, or set LOCKSTEP_HOME to another folder.`,
      { cause },
    );
  }
}

function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
