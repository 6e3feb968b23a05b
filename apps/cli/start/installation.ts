import { type Database, StartupError } from "@lockstep/database";
import { type MasterKey, masterKeyCheck } from "./master-key.ts";

/** How far the first filling of this installation's database came. */
export interface Installation {
  readonly id: string;
  readonly hasSample: boolean;
  readonly isServiceSeeded: boolean;
  readonly isDirectorySeeded: boolean;
  readonly isSampleDone: boolean;
}

/** The parts that are filled one after the other, each noted in the database when it is done. */
export type InstallationPart = "service_seeded_at" | "directory_seeded_at" | "sample_done_at";

interface InstallationRow {
  readonly id: string;
  readonly key_check: Buffer;
  readonly has_sample: boolean;
  readonly service_seeded_at: Date | null;
  readonly directory_seeded_at: Date | null;
  readonly sample_done_at: Date | null;
}

/**
 * The installation's row, made on an empty database (only then does `hasSample` count). Throws StartupError when the master key is not the one
 * that the secrets in this database were sealed with.
 */
export async function openInstallation(
  database: Database<unknown>,
  options: { readonly masterKey: MasterKey; readonly hasSample: boolean },
): Promise<Installation> {
  const row = (await readRow(database)) ?? (await makeRow(database, options));
  const expected = masterKeyCheck(options.masterKey.bytes, row.id);
  if (!expected.equals(row.key_check)) {
    options.masterKey.forget();
    throw new StartupError(
      `The master key (${options.masterKey.source}) is not the one that this database was filled with: restore the file master.key, ` +
        "or set LOCKSTEP_MASTER_KEY to the right key.",
    );
  }
  return {
    id: row.id,
    hasSample: row.has_sample,
    isServiceSeeded: row.service_seeded_at !== null,
    isDirectorySeeded: row.directory_seeded_at !== null,
    isSampleDone: row.sample_done_at !== null,
  };
}

/** Notes that a part is done. */
export async function markDone(database: Database<unknown>, part: InstallationPart): Promise<void> {
  await database.pool.query(`update installation set ${part} = coalesce(${part}, now())`);
}

/** Runs `work` while no other process fills the same database. */
export async function whileFillingAlone<Result>(
  database: Database<unknown>,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = await database.pool.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended('lockstep first run', 0))");
    return await work();
  } finally {
    // Ending the session gives the lock back, also when the connection is broken.
    client.release(true);
  }
}

async function readRow(database: Database<unknown>): Promise<InstallationRow | undefined> {
  const { rows } = await database.pool.query<InstallationRow>("select * from installation");
  return rows[0];
}

async function makeRow(
  database: Database<unknown>,
  options: { readonly masterKey: MasterKey; readonly hasSample: boolean },
): Promise<InstallationRow> {
  const { rows } = await database.pool.query<{ id: string }>("select gen_random_uuid() as id");
  const id = rows[0]?.id ?? "";
  await database.pool.query(
    "insert into installation (id, key_check, has_sample) values ($1, $2, $3) on conflict do nothing",
    [id, masterKeyCheck(options.masterKey.bytes, id), options.hasSample],
  );
  // Another process may have been first: its row counts.
  const row = await readRow(database);
  if (row === undefined) throw new Error("The installation's row is missing after it was made");
  return row;
}
