import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartupError } from "@lockstep/database";

/** The key that seals secrets, and where it came from. */
export interface MasterKey {
  readonly bytes: Uint8Array;
  /** For sentences: `LOCKSTEP_MASTER_KEY` or the path of the file. */
  readonly source: string;
  /** Takes back a file that this start has just generated; does nothing otherwise. */
  forget(): void;
}

const KEY_BYTES = 32;

/** The key of the environment, or of the 0600 file `master.key` in the data directory, which is generated when it is missing. */
export function loadMasterKey(home: string, fromEnvironment: Uint8Array | undefined): MasterKey {
  if (fromEnvironment !== undefined) {
    return { bytes: fromEnvironment, source: "LOCKSTEP_MASTER_KEY", forget: () => undefined };
  }
  const path = join(home, "master.key");
  const isNew = generateWhenMissing(path);
  const forget = () => {
    if (isNew) rmSync(path, { force: true });
  };
  return { bytes: readKey(path), source: path, forget };
}

/** A digest that tells two master keys apart and gives nothing of them away; `salt` is the installation's id. */
export function masterKeyCheck(key: Uint8Array, salt: string): Buffer {
  return createHmac("sha256", key).update(`lockstep master key check\n${salt}`).digest();
}

/** A strong password that only this master key and this installation give: a start after a crash tells the same one again. */
export function derivePassword(key: Uint8Array, installationId: string, purpose: string): string {
  for (let round = 0; ; round += 1) {
    const text = `lockstep first run\n${installationId}\n${purpose}\n${round}`;
    const password = createHmac("sha256", key).update(text).digest("base64url").slice(0, 24);
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password)) return password;
  }
}

/** A link is made whole or not at all: of two processes that start at once, both read the same key. */
function generateWhenMissing(path: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  try {
    readFileSync(path);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return false;
  }
  try {
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString("base64")}\n`, { mode: 0o600, flush: true });
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new StartupError(
      `The master key cannot be written to ${path}: give this user the right, or set LOCKSTEP_MASTER_KEY.`,
      {
        cause,
      },
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKey(path: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new StartupError(
      `The master key in ${path} cannot be read: start as the user that owns it, or set LOCKSTEP_MASTER_KEY.`,
      { cause },
    );
  }
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== KEY_BYTES) {
    throw new StartupError(
      `The file ${path} does not hold a master key (32 bytes in base64): restore it from a backup, or set LOCKSTEP_MASTER_KEY.`,
    );
  }
  return new Uint8Array(bytes);
}
