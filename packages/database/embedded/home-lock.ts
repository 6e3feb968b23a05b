import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartupError } from "../types.ts";
import { isAlive, processBirth } from "./process-facts.ts";

/** The claim of one process on a data directory. */
export interface HomeLock {
  /** Throws StartupError when the claim has gone to another process. */
  assertHeld(): void;
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly birth: string;
  readonly token: string;
}

const ATTEMPTS_MAX = 5;

/**
 * Claims the data directory for this process; throws StartupError when a living process has it. The claim of a dead process (also one
 * whose id was given to another since) is taken over.
 */
export function lockHome(home: string): HomeLock {
  const path = lockPath(home);
  const own: Holder = { pid: process.pid, birth: processBirth(process.pid), token: randomUUID() };
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (tryLink(path, own)) return held(path, own, home);
    const holder = readHolder(path);
    if (holder !== undefined && isHeld(holder)) throw inUse(home, holder.pid);
    setAside(path, holder);
  }
  throw inUse(home, readHolder(path)?.pid ?? 0);
}

/** Throws StartupError when a living process has the data directory; claims nothing. For saying so before other checks get in the way. */
export function assertHomeIsFree(home: string): void {
  const holder = readHolder(lockPath(home));
  if (holder !== undefined && isHeld(holder)) throw inUse(home, holder.pid);
}

function lockPath(home: string): string {
  return join(home, "lockstep.lock");
}

function held(path: string, own: Holder, home: string): HomeLock {
  const isOwn = () => readHolder(path)?.token === own.token;
  return {
    assertHeld: () => {
      if (!isOwn()) throw inUse(home, readHolder(path)?.pid ?? 0);
    },
    release: () => {
      if (isOwn()) rmSync(path, { force: true });
    },
  };
}

/** A link is made whole or not at all, so nobody reads a half-written claim. */
function tryLink(path: string, own: Holder): boolean {
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead claim away. If another process took it over meanwhile, its claim is what was moved: it is put back. */
function setAside(path: string, dead: Holder | undefined): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && moved.token !== dead?.token && isHeld(moved)) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process has the place by now; the one put out finds that by assertHeld.
    }
  }
  rmSync(aside, { force: true });
}

function isHeld(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false;
  const birth = processBirth(holder.pid);
  return birth === "" || holder.birth === "" || birth === holder.birth;
}

function readHolder(path: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(path, "utf8")) as Partial<Holder>;
    const { pid, birth, token } = value;
    return typeof pid === "number" && typeof birth === "string" && typeof token === "string"
      ? { pid, birth, token }
      : undefined;
  } catch {
    return undefined;
  }
}

function inUse(home: string, pid: number): StartupError {
  const who = pid > 0 ? ` (process ${pid})` : "";
  return new StartupError(
    `The data directory ${home} is in use by another Lockstep${who}: stop that one, or set LOCKSTEP_HOME to another folder.`,
  );
}
