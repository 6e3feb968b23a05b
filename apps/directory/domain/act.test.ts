import { sql } from "kysely";
import { expect, it } from "vitest";
import { createWorld } from "../provisioning/testing/world.ts";
import { causedBy } from "./act.ts";

it("a transaction that names its cause is the one that was asked for", async () => {
  const world = await createWorld();
  const { rows } = await causedBy(world.act, "import imr1").database.transaction(
    (trx) =>
      sql`
        select current_setting('enable_seqscan') as seqscan, current_setting('lockstep.trace_id') as cause`.execute(
        trx,
      ),
    { isPrepared: true },
  );
  expect(rows).toEqual([{ seqscan: "off", cause: "import imr1" }]);
  await world.end();
});
