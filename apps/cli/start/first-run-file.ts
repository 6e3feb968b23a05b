import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartupError } from "@lockstep/database";

/** `first-run.json` (DESIGN §4): addresses and first sign-ins, for the person who started the program. */
export interface FirstRun {
  readonly service: {
    readonly baseUrl: string;
    readonly scimBaseUrl: string;
    readonly owner: { readonly email: string; readonly password: string } | null;
    readonly provisioning: { readonly username: string; readonly password: string } | null;
    readonly apiKey: string | null;
  };
  readonly directory: {
    readonly baseUrl: string;
    readonly admin: { readonly login: string; readonly password: string } | null;
    readonly apiToken: string | null;
    readonly appId: string | null;
  };
}

/** Path of the file in a data directory. */
export function firstRunPath(home: string): string {
  return join(home, "first-run.json");
}

/** What the file says, or undefined when there is none. */
export function readFirstRun(home: string): FirstRun | undefined {
  try {
    return JSON.parse(readFileSync(firstRunPath(home), "utf8")) as FirstRun;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new StartupError(
      `The file ${firstRunPath(home)} cannot be read: start as the user that owns it, or move it away if it is damaged.`,
      { cause },
    );
  }
}

/** Writes the file whole or not at all, readable by its owner only. */
export function writeFirstRun(home: string, firstRun: FirstRun): void {
  const path = firstRunPath(home);
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${JSON.stringify(firstRun, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new StartupError(`The first sign-ins cannot be written to ${path}: make room or give this user the right.`, {
      cause,
    });
  }
}
