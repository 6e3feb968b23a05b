import { createHash, randomUUID } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Logger } from "@lockstep/ports";
import { StartupError } from "../types.ts";
import { type Binaries, canRun, copyBinaries } from "./binaries.ts";
import { canEnter, chooseIdentity, type Identity } from "./identity.ts";

/** Where the cluster lies and as whom the server runs. */
export interface Place {
  /** Data directory of PostgreSQL (PGDATA). */
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly identity: Identity | undefined;
}

/** Where programs and data go when an unprivileged user may not enter the clone or the data directory. */
const NAMED_PLACE = "/var/lib/lockstep";

/** What we put into a data directory ourselves, and may therefore find there. */
const OWN_FILES = /^(logs|postgres|postgres\.place|master\.key|first-run\.json|lockstep\.lock.*)$/;

/** Makes the data directory of Lockstep and returns its real path. Throws StartupError when the rights are missing. */
export function prepareHome(home: string): string {
  try {
    if (!existsSync(home)) mkdirSync(home, { recursive: true, mode: 0o700 });
    openToServer(home);
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    mkdirSync(join(home, "logs"), { recursive: true, mode: 0o700 });
    return realpathSync(home);
  } catch (cause) {
    throw noRights(home, cause);
  }
}

/** As root, others may pass through (not list) a folder that is ours alone, so that the database's own user reaches its folder below. */
function openToServer(home: string): void {
  if (process.getuid?.() !== 0) return;
  const { mode, uid } = statSync(home);
  if (uid === 0 && (mode & 0o011) !== 0o011 && readdirSync(home).every((name) => OWN_FILES.test(name))) {
    chmodSync(home, (mode & 0o777) | 0o011);
  }
}

/** Chooses user, programs and cluster folder; as root it goes to a named place when that user may not enter, and one line says so. */
export async function choosePlace(
  home: string,
  located: Binaries,
  tell: { readonly logger: Logger; readonly onProgress?: ((line: string) => void) | undefined },
): Promise<Place> {
  const base = recordedBase(home);
  const existing = base === undefined ? undefined : join(base, "data");
  const identity = chooseIdentity(existing !== undefined && existsSync(existing) ? existing : undefined);
  if (identity === undefined) {
    await canRun(located, undefined);
    return { cluster: makeBase(base ?? join(home, "postgres"), home, undefined), binaries: located, identity };
  }
  const reachable = await canRun(located, identity);
  const binaries = reachable ? located : await copyBinaries(located, makeNamedPlace(NAMED_PLACE));
  const chosen = base ?? (canEnter(home, identity) ? join(home, "postgres") : namedBase(home));
  const cluster = makeBase(chosen, home, identity);
  if (!canEnter(chosen, identity)) {
    throw new StartupError(
      `The user "${identity.name}", which the database runs as, may no longer enter ${chosen}: allow it with chmod o+x on the folders above.`,
    );
  }
  tellNamedPlace({ home, chosen, binaries, isCopied: !reachable, name: identity.name }, tell);
  return { cluster, binaries, identity };
}

function tellNamedPlace(
  facts: { home: string; chosen: string; binaries: Binaries; isCopied: boolean; name: string },
  tell: { readonly logger: Logger; readonly onProgress?: ((line: string) => void) | undefined },
): void {
  const parts: string[] = [];
  if (!facts.chosen.startsWith(facts.home)) parts.push(`the database's data are in ${facts.chosen}`);
  if (facts.isCopied) parts.push(`its programs in ${facts.binaries.folder}`);
  if (parts.length === 0) return;
  const line = `The user "${facts.name}", which the database runs as, may not enter this folder, so ${parts.join(" and ")}.`;
  tell.logger.info({}, line);
  tell.onProgress?.(line);
}

/** The folder that holds the cluster of an earlier start. A file in the data directory names it when it lies elsewhere. */
function recordedBase(home: string): string | undefined {
  if (existsSync(join(home, "postgres", "data"))) return join(home, "postgres");
  try {
    const recorded = readFileSync(recordPath(home), "utf8").trim();
    return recorded.startsWith(NAMED_PLACE) ? recorded : undefined;
  } catch {
    return undefined;
  }
}

/** A new named place for the home. The random part keeps a home that was deleted and made anew from meeting the old data. */
function namedBase(home: string): string {
  const hash = createHash("sha256").update(`${home}\n${randomUUID()}`).digest("hex").slice(0, 16);
  const base = join(makeNamedPlace(NAMED_PLACE), hash);
  writeFileSync(recordPath(home), `${base}\n`, { mode: 0o600 });
  return base;
}

function recordPath(home: string): string {
  return join(home, "postgres.place");
}

function makeNamedPlace(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    return folder;
  } catch (cause) {
    throw noRights(folder, cause);
  }
}

/** Makes the folder around the cluster, owned by the server's user, and returns the cluster's path. */
function makeBase(base: string, home: string, identity: Identity | undefined): string {
  try {
    mkdirSync(base, { recursive: true, mode: 0o700 });
    if (identity !== undefined) chownSync(base, identity.uid, identity.gid);
    accessSync(base, constants.R_OK | constants.W_OK | constants.X_OK);
    return join(base, "data");
  } catch (cause) {
    throw noRights(base.startsWith(home) ? home : base, cause);
  }
}

function noRights(folder: string, cause: unknown): StartupError {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  const what = code === "ENOSPC" ? "the disk is full: make room" : `${code}: give this user the right to write there`;
  return new StartupError(
    `The data directory ${folder} cannot be used (${what}, or set LOCKSTEP_HOME to another folder).`,
    {
      cause,
    },
  );
}
