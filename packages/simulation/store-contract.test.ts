import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import { afterAll, beforeAll, describe } from "vitest";
import { createTestDatabase, type TestDatabase } from "../database/testing/index.ts";
import type { AppSetup } from "./directory.ts";
import { MAPPING_SETS } from "./mappings.ts";
import { createMemoryDirectory } from "./memory/create-memory-directory.ts";
import { createPostgresDirectory } from "./postgres/create-postgres-directory.ts";
import { DIRECTORY_DATABASE } from "./testing/directory-database.ts";
import { describeProvisioningStoreContract } from "./testing/store-contract.ts";
import { Scheduler } from "./world/scheduler.ts";
import { seededRandom } from "./world/seeded-random.ts";
import { createTarget, USER_NAME } from "./world/target.ts";

const SETUP: AppSetup = {
  dialect: "rfc",
  baseUrl: "https://target.example/SCIM/v2/",
  userName: USER_NAME,
  password: "Secret-1",
  features: { createUsers: true, updateUserAttributes: true, deactivateUsers: true, syncPassword: false },
  passwordSeed: "RANDOM",
  passwordChange: "KEEP_EXISTING",
  mappings: (MAPPING_SETS[0] ?? []).map(({ mapping }) => mapping),
  foreignMembers: "KEEP",
};

/** A clock that the test moves, and all that a directory is made of. */
function createParts() {
  let offsetMs = 0;
  const scheduler = new Scheduler(Date.UTC(2030, 0, 1), seededRandom(1, "order"));
  const clock = Object.assign(scheduler, { now: () => Date.UTC(2030, 0, 1) + offsetMs });
  const target = createTarget({ clock, random: seededRandom(1, "target") }, { isLax: false, password: SETUP.password });
  return {
    parts: { clock, random: seededRandom(1, "ids"), masterKey: seededRandom(1, "key").bytes(32), target },
    advance: (ms: number) => {
      offsetMs += ms;
    },
    now: () => new Date(clock.now()),
  };
}

describe("the stand-in in memory", () => {
  describeProvisioningStoreContract(async () => {
    const { parts, ...time } = createParts();
    return { ...time, directory: createMemoryDirectory(parts, SETUP) };
  });
});

describe("PostgreSQL", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(DIRECTORY_DATABASE);
  });
  afterAll(async () => {
    await database.drop();
  });

  describeProvisioningStoreContract(async () => {
    const { parts, ...time } = createParts();
    const directory = await createPostgresDirectory({ ...parts, database: database.open<DirectoryTables>() }, SETUP);
    return { ...time, directory };
  });
});
