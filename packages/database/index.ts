/** PostgreSQL mechanics: embedded server, pool, migrations, account context. Knows no table of the apps. */
export { isAdmissionStale, requireAdmission } from "./admission.ts";
export { assertRoleIsBounded } from "./bounded-role.ts";
export { type BulkConnection, openBulkConnection, toCopyText } from "./bulk-connection.ts";
export { type Combine, createCombiner } from "./combiner.ts";
export { requireIdentifier, withDatabase } from "./connection.ts";
export { describeConnectionError } from "./connection-error.ts";
export { assertHomeIsFree } from "./embedded/home-lock.ts";
export { prepareHome } from "./embedded/place.ts";
export { startEmbeddedDatabase } from "./embedded/start-embedded-database.ts";
export { migrate } from "./migrate.ts";
export { migrationDirectory } from "./migration-directory.ts";
export { openDatabase } from "./open-database.ts";
export { raisedCodeOf, undoneBy } from "./raised-code.ts";
export type {
  Admission,
  Database,
  DatabaseOptions,
  EmbeddedDatabase,
  EmbeddedOptions,
  MigrateOptions,
  MigrationSet,
  ReadStatement,
  Violation,
} from "./types.ts";
export { StartupError } from "./types.ts";
export { violationOf } from "./violation.ts";
export { waitForDatabase } from "./wait-for-database.ts";
