/** A store over a database of its own, with a clock that stands still until it is moved. */
import { randomBytes } from "node:crypto";
import type { Database } from "@lockstep/database";
import { createTestDatabase, type TestDatabase } from "../../database/testing/index.ts";
import {
  createScimStore,
  type ScimStoreTables,
  type StoreChange,
  type StoreHooks,
  scimStoreMigrations,
} from "../index.ts";

/** What the tests of this package work with. */
export interface StoreFixture {
  readonly test: TestDatabase;
  readonly database: Database<ScimStoreTables>;
  readonly store: ReturnType<typeof createScimStore>;
  /** What the hook was told, in order. */
  readonly told: StoreChange[];
  readonly advance: (milliseconds: number) => void;
  readonly close: () => Promise<void>;
}

/** Makes a database, a store and a hook that remembers; `afterWrite` replaces the hook. */
export async function createStoreFixture(hooks: Partial<StoreHooks> = {}): Promise<StoreFixture> {
  const test = await createTestDatabase({ sets: [scimStoreMigrations], schema: "service", role: "lockstep_service" });
  const database = test.open<ScimStoreTables>(16);
  let now = Date.UTC(2026, 0, 1);
  const told: StoreChange[] = [];
  const store = createScimStore({
    database,
    clock: { now: () => now },
    random: { bytes: (length) => randomBytes(length) },
    hooks: {
      ...hooks,
      afterWrite: async (trx, change) => {
        told.push(change);
        await hooks.afterWrite?.(trx, change);
      },
    },
  });
  return {
    test,
    database,
    store,
    told,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    close: () => test.drop(),
  };
}
