import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StartupError } from "../types.ts";

/** The user that the database server runs as when we are root, which PostgreSQL refuses to be. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** Accounts that systems have for such a purpose, the best first. */
const CANDIDATES = ["postgres", "_postgres", "nobody"];

/** Undefined unless we are root. The owner of an existing cluster keeps it; otherwise the first known unprivileged account is taken. */
export function chooseIdentity(existingCluster: string | undefined): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts();
  if (existingCluster !== undefined) {
    const { uid, gid } = statSync(existingCluster);
    if (uid !== 0) return { uid, gid, name: accounts.find((account) => account.uid === uid)?.name ?? String(uid) };
  }
  for (const name of CANDIDATES) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (account !== undefined) return account;
  }
  throw new StartupError(
    "PostgreSQL does not run as root and this system has no account postgres or nobody: start Lockstep as another user, or set DATABASE_URL.",
  );
}

/** Whether the user may pass through every folder on the way to `path`, by the folders' modes. */
export function canEnter(path: string, identity: Identity): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (!mayPass(folder, identity)) return false;
    if (dirname(folder) === folder) return true;
  }
}

function mayPass(folder: string, identity: Identity): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === identity.uid) return (mode & 0o100) !== 0;
  if (gid === identity.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function readAccounts(): readonly Identity[] {
  let text = "";
  try {
    text = readFileSync("/etc/passwd", "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name !== undefined && uid !== undefined && gid !== undefined && /^-?\d+$/.test(uid)
      ? [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }]
      : [];
  });
}
