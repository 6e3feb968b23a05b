import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Which directory a command talks to, and with which token. */
export interface DirectoryTarget {
  readonly baseUrl: string;
  readonly token: string;
}

export interface TargetSources {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The directory of a command: its options first, then `LOCKSTEP_DIRECTORY_URL` and `LOCKSTEP_API_TOKEN`, then the
 * first-run file of the local data directory. Throws an error that says what to pass when none names one.
 */
export async function resolveTarget(sources: TargetSources): Promise<DirectoryTarget> {
  const home = sources.environment["LOCKSTEP_HOME"] ?? ".lockstep";
  const local = await readFirstRun(join(home, "first-run.json"));
  const baseUrl = sources.url ?? sources.environment["LOCKSTEP_DIRECTORY_URL"] ?? local?.baseUrl;
  const token = sources.token ?? sources.environment["LOCKSTEP_API_TOKEN"] ?? local?.token;
  if (baseUrl === undefined) {
    throw new Error(
      "No directory is known here: pass --url, set LOCKSTEP_DIRECTORY_URL, or run this in the folder where the directory was started.",
    );
  }
  if (token === undefined) {
    throw new Error(
      "No API token is known here: make one in the directory console under API tokens, then pass --token or set LOCKSTEP_API_TOKEN.",
    );
  }
  return { baseUrl, token };
}

async function readFirstRun(path: string): Promise<{ baseUrl?: string; token?: string } | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(
      `The file ${path} cannot be read: pass --url and --token, or run this as the user who started Lockstep.`,
      { cause: error },
    );
  }
  const directory = (JSON.parse(text) as { directory?: { baseUrl?: string; apiToken?: string | null } }).directory;
  return {
    ...(directory?.baseUrl === undefined ? {} : { baseUrl: directory.baseUrl }),
    ...(typeof directory?.apiToken === "string" ? { token: directory.apiToken } : {}),
  };
}
