/** What both sides of the program are put together from. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { migrationDirectory } from "@lockstep/database";
import type { Clock, Random } from "@lockstep/ports";
import type { StartContext } from "./database.ts";

/** What a side is built from. */
export interface SideParts {
  readonly context: StartContext;
  readonly ownerUrl: string;
  readonly masterKey: Uint8Array;
}

/** Connections of one side at most. */
export const POOL_SIZE = 16;
/** Folder `apps/`, found from the sources as well as from `dist`. */
const APPS = new URL("../../", migrationDirectory(import.meta.url));
/** Folder with the sample company's CSV files. */
export const SAMPLES = new URL("../samples/", APPS);

/** The real time. */
export const clock: Clock = { now: () => Date.now() };
/** The operating system's randomness. */
export const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };

/** The address at which this machine reaches its own listener, whatever the public one is. */
export function localUrl(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" || host === "" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** Folder of a built console, or undefined when it has not been built. */
export function consoleFolder(name: string): URL | undefined {
  const folder = new URL(`${name}/dist/`, APPS);
  return existsSync(new URL("index.html", folder)) ? folder : undefined;
}

/** Folder of the operator's SCIM definitions in the data directory, or undefined when nobody made it. */
export function definitionsFolder(home: string): string | undefined {
  const folder = join(home, "scim");
  return existsSync(folder) ? folder : undefined;
}
