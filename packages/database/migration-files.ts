import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type MigrationSet, StartupError } from "./types.ts";

/** One migration as it lies in the program. */
export interface MigrationFile {
  readonly component: string;
  readonly number: number;
  /** File name without the ending, such as `0001-directory`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with line ends made uniform, in hexadecimal. */
  readonly checksum: string;
}

const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;

/** The migrations of all sets, in the order of the sets and then of the numbers. Throws StartupError when a folder is unreadable. */
export async function readMigrations(sets: readonly MigrationSet[]): Promise<readonly MigrationFile[]> {
  const files: MigrationFile[] = [];
  for (const set of sets) files.push(...(await readSet(set)));
  return files;
}

async function readSet(set: MigrationSet): Promise<MigrationFile[]> {
  const folder = fileURLToPath(set.directory);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new StartupError(
      `The migrations of ${set.component} cannot be read from ${folder}: install Lockstep again.`,
      { cause },
    );
  });
  const sqlNames = names.filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(sqlNames.map((name, index) => readMigration(set, name, index + 1)));
}

async function readMigration(set: MigrationSet, fileName: string, number: number): Promise<MigrationFile> {
  const match = FILE_NAME.exec(fileName);
  if (match === null || Number(match[1]) !== number) {
    throw new Error(
      `Migration ${set.component}/${fileName} should be named ${String(number).padStart(4, "0")}-some-name.sql`,
    );
  }
  const text = await readFile(new URL(fileName, set.directory), "utf8");
  const sql = text.replaceAll("\r\n", "\n");
  const checksum = createHash("sha256").update(sql).digest("hex");
  return { component: set.component, number, name: fileName.slice(0, -".sql".length), sql, checksum };
}
