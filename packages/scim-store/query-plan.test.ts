import { type ResourceShape, requireFilter } from "@lockstep/scim";
import { compileFilter } from "@lockstep/scim-sql";
import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probeShape } from "../scim/testing/shapes.ts";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { layoutOf } from "./layout.ts";
import { formatPosition } from "./position.ts";
import { compileQuery, queryResources } from "./query-resources.ts";
import type { Executor } from "./statement.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const USERS = 20_000;
const GROUPS = 200;
const PROBES = 5_000;

/** Look-ups that must not read the table: the plan under the application role, with row-level security in force. */
describe("the plan of a look-up [F-28]", () => {
  const caller = newCaller();
  const user = "00000000-0000-7000-8000-0000000000ff";
  let fixture: StoreFixture;

  beforeAll(async () => {
    fixture = await createStoreFixture();
    const id = "($1 || lpad(to_hex(n), 12, '0'))::uuid";
    await fixture.test.asOwner(
      `insert into resource (account_id, id, type, doc, created_at, modified_at, user_name_key, external_id, display_name_key)
       select $2, ${id}, 'User', jsonb_build_object('userName', 'U' || n), now(), now(), 'u' || n, 'e' || n, 'd' || n
       from generate_series(1, ${USERS}) n`,
      ["00000000-0000-7000-8000-", caller.accountId],
    );
    await fixture.test.asOwner(
      `insert into resource (account_id, id, type, doc, created_at, modified_at, display_name_key)
       select $2, ${id}, 'Group', jsonb_build_object('displayName', 'G' || n), now(), now(), 'g' || n
       from generate_series(1, ${GROUPS}) n`,
      ["00000000-0000-7000-9000-", caller.accountId],
    );
    await fixture.test.asOwner(
      `insert into membership (account_id, group_id, member_id, added_at)
       select $3, ($1 || lpad(to_hex(g), 12, '0'))::uuid, ($2 || lpad(to_hex(g * 20 + u), 12, '0'))::uuid, now()
       from generate_series(1, ${GROUPS}) g, generate_series(1, 20) u`,
      ["00000000-0000-7000-9000-", "00000000-0000-7000-8000-", caller.accountId],
    );
    await fixture.test.asOwner(
      `with made as (
         insert into resource (account_id, id, type, doc, created_at, modified_at)
         select $2, ${id}, 'Probe', jsonb_build_object('identifier', 'S' || n), now(), now()
         from generate_series(1, ${PROBES}) n returning id, doc)
       insert into unique_value (account_id, type, attribute, value_key, resource_id)
       select $2, 'Probe', 'identifier', lower(doc->>'identifier'), id from made`,
      ["00000000-0000-7000-a000-", caller.accountId],
    );
    await fixture.test.asOwner("analyze resource; analyze membership; analyze unique_value");
  });
  afterAll(() => fixture.close());

  async function plan(shape: ResourceShape, filterText: string): Promise<string> {
    const filter = compileFilter(shape, requireFilter(filterText), layoutOf(shape.type.name), 3);
    const text = `explain select r.id from resource r where r.account_id = $1 and r.type = $2 and ${filter.text}
      order by r.created_at, r.id limit 100`;
    return fixture.database.inAccount(caller.accountId, async (trx) => {
      const parameters = [caller.accountId, shape.type.name, ...filter.params];
      const result = await trx.executeQuery(
        CompiledQuery.raw(text, parameters) as CompiledQuery<{ "QUERY PLAN": string }>,
      );
      return result.rows.map((row) => row["QUERY PLAN"]).join("\n");
    });
  }

  it.each<[string, string | undefined, string, RegExp]>([
    ["creation", undefined, "", /resource_in_order[\s\S]*Index Cond: .*ROW\(created_at, id\) > ROW/],
    ["user name", "userName", "", /Presorted Key: user_name_key[\s\S]*resource_user_name_taken[\s\S]*Index Cond/],
    [
      "user name, behind one",
      "userName",
      "u17",
      /Presorted Key[\s\S]*resource_user_name_taken[\s\S]*user_name_key >= /,
    ],
  ])("pages in the order of %s by an index", async (_name, sortBy, value, expected) => {
    const statements: string[] = [];
    await fixture.database.inAccount(caller.accountId, async (trx) => {
      const explained: Executor = {
        executeQuery: async (query) => {
          const plan = CompiledQuery.raw(`explain ${query.sql}`, [...query.parameters]);
          const result = await trx.executeQuery(plan as CompiledQuery<{ "QUERY PLAN": string }>);
          statements.push(result.rows.map((row) => row["QUERY PLAN"]).join("\n"));
          return trx.executeQuery(query);
        },
      };
      const place = { id: user, created_ms: 0, ...(sortBy === undefined ? {} : { sort_key: value }) };
      const after = sortBy !== undefined && value === "" ? "" : formatPosition(place);
      const include = { members: false, groups: false };
      const order = { sortBy, sortOrder: "ascending" as const };
      const query = { filter: undefined, ...order, startIndex: 1, count: 100, after, include };
      await queryResources(explained, compileQuery(caller, USER_SHAPE, query), query);
    });
    expect(statements[0]).toMatch(expected);
    expect(statements[0]).not.toMatch(/Seq Scan|-> {2}Sort /);
  });

  const group = "00000000-0000-7000-9000-000000000007";
  const LOOK_UPS: readonly [ResourceShape, string, RegExp][] = [
    [USER_SHAPE, 'userName eq "U17"', /resource_user_name_taken/],
    [USER_SHAPE, 'externalId eq "e17"', /resource_by_external_id/],
    [USER_SHAPE, 'displayName eq "D17"', /resource_by_display_name/],
    [USER_SHAPE, 'externalId eq "e17" or userName eq "u18"', /BitmapOr/],
    [USER_SHAPE, `id eq "${user}"`, /resource_pkey/],
    [USER_SHAPE, 'userName eq "u17" and active eq true', /resource_user_name_taken/],
    [USER_SHAPE, 'meta.lastModified gt "2099-01-01T00:00:00Z"', /resource_by_modified/],
    [USER_SHAPE, `groups.value eq "${group}"`, /membership_pkey/],
    [probeShape, 'identifier eq "s17"', /unique_value_taken/],
    [GROUP_SHAPE, 'displayName eq "g17"', /resource_by_display_name/],
    [GROUP_SHAPE, `members.value eq "${user}"`, /membership_by_member/],
    [GROUP_SHAPE, `members[value eq "${user}"]`, /membership_by_member/],
    [GROUP_SHAPE, `id eq "${group}" and members eq "${user}"`, /Index Only Scan using membership/],
  ];

  for (const [shape, filterText, expected] of LOOK_UPS) {
    it(`uses an index for ${shape.type.name} by ${filterText}`, async () => {
      const text = await plan(shape, filterText);
      expect(text).toMatch(expected);
      expect(text).not.toMatch(/Seq Scan/);
    });
  }
});
