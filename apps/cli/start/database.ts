import {
  assertRoleIsBounded,
  type Database,
  type MigrationSet,
  migrate,
  migrationDirectory,
  openDatabase,
  startEmbeddedDatabase,
  waitForDatabase,
} from "@lockstep/database";
import type { Logger } from "@lockstep/ports";
import type { Output } from "../terminal/output.ts";
import type { Closers } from "./closers.ts";
import type { Environment } from "./environment.ts";
import { runStep } from "./steps.ts";

/** What the steps of the start share. */
export interface StartContext {
  readonly environment: Environment;
  readonly output: Output;
  readonly logger: Logger;
  readonly closers: Closers;
  readonly signal: AbortSignal;
  /** Asks for the end of the program because the database cannot be had any more. */
  readonly onDatabaseLost: () => void;
}

/** A part of the program that has tables: its schema, the role it runs under, its migrations. */
export interface SchemaOwner {
  readonly schema: string;
  readonly role: string;
  readonly sets: readonly MigrationSet[];
}

/** The program's own schema: one row about the installation. */
export const INSTALLATION: SchemaOwner = {
  schema: "installation",
  role: "lockstep_installation",
  sets: [{ component: "installation", directory: migrationDirectory(import.meta.url) }],
};

/** Starts the embedded database or waits for the external one; returns the owner's URL. */
export async function provideDatabase(context: StartContext): Promise<string> {
  const { environment, output, logger, closers } = context;
  const { databaseUrl } = environment;
  if (databaseUrl !== undefined) {
    await runStep(output, "Connecting to the database", (onProgress) =>
      waitForDatabase(databaseUrl, { logger, onProgress, signal: context.signal }),
    );
    return databaseUrl;
  }
  return runStep(output, "Starting the database", async (onProgress) => {
    const embedded = await startEmbeddedDatabase({
      home: environment.home,
      logger,
      onProgress,
      onLost: (error) => {
        logger.error({ error }, "The database died and cannot be started again");
        context.onDatabaseLost();
      },
    });
    closers.add("database server", () => embedded.stop());
    return embedded.ownerUrl;
  });
}

/** Migrates the schemas and proves that their roles are bounded. */
export async function prepareSchemas(
  context: StartContext,
  ownerUrl: string,
  owners: readonly SchemaOwner[],
): Promise<void> {
  await runStep(context.output, "Preparing the tables", async () => {
    for (const owner of owners) {
      await migrate({ ...owner, ownerUrl, logger: context.logger });
      await assertRoleIsBounded({ ...owner, url: ownerUrl });
    }
  });
}

/** Opens a pool under a part's own role; closed with the program. */
export function openPool<Tables>(
  context: StartContext,
  ownerUrl: string,
  pool: { readonly owner: SchemaOwner; readonly size: number },
): Database<Tables> {
  const database = openDatabase<Tables>({
    url: ownerUrl,
    schema: pool.owner.schema,
    role: pool.owner.role,
    poolSize: pool.size,
    applicationName: `lockstep-${pool.owner.schema}`,
    logger: context.logger,
  });
  context.closers.add(`connections of ${pool.owner.schema}`, () => database.close());
  return database;
}
