/** Databases for tests of any package: import by relative path, never from the package. */
export { type Interposition, interposeDatabase } from "./interposed-database.ts";
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./test-database.ts";
