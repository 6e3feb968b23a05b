import { defineConfig } from "vitest/config";

/** Tests see the packages' sources, not their builds: the `source` condition. */
const resolve = { conditions: ["source"] };
const ssr = { resolve: { conditions: ["source"], externalConditions: ["source"] } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "unit",
          include: ["packages/**/*.test.ts", "apps/**/*.test.ts", "examples/**/*.test.ts", "tools/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**"],
          // Perf: a test waits for PostgreSQL about as long as it works, so that one file for each of two processors leaves both idle for half the time.
          maxWorkers: 2,
          globalSetup: ["packages/database/testing/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          globalSetup: ["packages/database/testing/global-setup.ts"],
        },
      },
    ],
  },
});
