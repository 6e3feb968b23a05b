/** What a test database needs to hold the directory. */
export const DIRECTORY_DATABASE = {
  sets: [{ component: "directory", directory: new URL("../../../apps/directory/migrations/", import.meta.url) }],
  schema: "directory",
  role: "lockstep_directory",
} as const;
