/** Runs of two apps that are stored at the same moment, of which one reads the other: they wait for each other in one order only. */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createApp } from "../../domain/apps.ts";
import { updateToApp } from "../../domain/features.ts";
import { replaceMappings } from "../../domain/mappings.ts";
import type { Claim } from "../claim.ts";
import type { UserRecord } from "../record-user.ts";
import { during, untilWaiting } from "../testing/meanwhile.ts";
import { assign, connectedApp, createWorld, person, type World } from "../testing/world.ts";
import { createProvisioningStore } from "./create-store.ts";
import { storeUsers } from "./store-user.ts";

let world: World;
let read: AppId;
let reader: AppId;
/** How often a transaction was begun: more often than there are, when the database ended one that waited in a circle. */
let attempts = 0;
beforeEach(async () => {
  world = await createWorld();
  reader = await connectedApp(world, { syncPassword: false });
  read = (await createApp(world.act, { name: "payroll", label: "Payroll" })).id;
  await sql`update app set provisioning_enabled = true`.execute(world.database.kysely);
  await updateToApp(world.act, read, { createUsers: true, updateUserAttributes: true });
  const nickName = { attribute: "nickName", expression: "payroll.nickName", pushStatus: "PUSH" } as const;
  await replaceMappings(world.act, reader, [nickName]);
  attempts = 0;
});
afterEach(() => world.end());

const counted = (): World["act"] => ({
  ...world.act,
  database: {
    ...world.database,
    transaction: (work, options) =>
      world.database.transaction(async (trx) => {
        attempts += 1;
        return await work(trx);
      }, options),
  },
});

/** Two people of both apps, of whom the first has the greater id: whoever takes them as they come takes them in another order than by id. */
async function assignPair(): Promise<readonly PersonId[]> {
  for (let last: { readonly id: string; readonly personId: PersonId } | undefined; ; ) {
    const personId = await person(world, `Jane D${last?.id ?? ""}`);
    for (const app of [read, reader]) await assign(world, app, personId);
    const { id } = await world.database.kysely
      .selectFrom("app_user")
      .select("id")
      .where("app_id", "=", reader)
      .where("person_id", "=", personId)
      .executeTakeFirstOrThrow();
    if (last !== undefined && id < last.id) return [last.personId, personId];
    last = { id, personId };
  }
}

/** Runs for these people of an app that are to be stored: the accounts were created. */
async function runsOf(appId: AppId, of: { readonly claims: readonly Claim[]; readonly pair: readonly PersonId[] }) {
  const store = createProvisioningStore(world.act);
  const records: UserRecord[] = [];
  for (const claim of of.claims.filter((one) => one.appId === appId)) {
    const subject = await store.loadUser(claim);
    if (subject === undefined || !of.pair.includes(subject.person.id)) continue;
    const externalId = `account-of-${claim.id}`;
    const link = { externalId, origin: "created", known: { nickName: "J" }, knownActive: true } as const;
    const effects = { work: { kind: "clean" }, task: undefined, app: undefined } as const;
    const now = new Date(world.clock.now());
    const ran = { link, isSynced: true, passwordDelivered: false };
    records.push({ claim, subject, now, effects, inDoubt: false, syncState: "SYNCHRONIZED", events: [], ran });
  }
  return records.toSorted(
    (one, other) => of.pair.indexOf(one.subject.person.id) - of.pair.indexOf(other.subject.person.id),
  );
}

const claimAll = () =>
  createProvisioningStore(world.act).claim({
    now: new Date(world.clock.now() + 1_000),
    owner: "worker",
    leaseMs: 60_000,
    perAppMax: 8,
    limit: 32,
  });

it("do not wait for each other in a circle", async () => {
  const pair = await assignPair();
  const claims = await claimAll();
  const [ofReader, ofRead] = [await runsOf(reader, { claims, pair }), await runsOf(read, { claims, pair })];
  expect([ofReader.length, ofRead.length]).toEqual([2, 2]);
  // Both begin while somebody holds the row that the first of them comes to first.
  await during(
    world.database,
    (trx) => sql`select id from app_user where id = ${ofReader[0]?.claim.id} for no key update`.execute(trx),
    async (release) => {
      const first = storeUsers(counted(), ofReader);
      await untilWaiting(world.database, 1, first);
      const second = storeUsers(counted(), ofRead);
      await untilWaiting(world.database, 2, second);
      release();
      await Promise.all([first, second]);
    },
  );
  expect(attempts).toBe(2);
  const ids = [...ofReader, ...ofRead].map(({ claim }) => claim.id);
  const rows = await world.database.kysely
    .selectFrom("app_user")
    .select(["app_id", "is_dirty", "lease_owner"])
    .where("id", "in", ids)
    .execute();
  expect(rows.filter(({ lease_owner }) => lease_owner !== null)).toEqual([]);
  // Whoever reads what was learnt is due again, whichever came first.
  expect(rows.filter(({ app_id }) => app_id === reader).map(({ is_dirty }) => is_dirty)).toEqual([true, true]);
});
