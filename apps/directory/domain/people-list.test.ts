/** The ways of a search, in a directory where the wrong one takes a hundred times as long. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDirectory, type TestDirectory } from "../http/testing/test-directory.ts";
import { conditionOf, pageOf } from "./people-list.ts";
import type { DirectoryTables } from "./tables.ts";

const PEOPLE = 40_000;
let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
  await directory.rows(
    `insert into person (id, status, profile, source) select '00ubulk' || n, 'ACTIVE', jsonb_build_object('login', 'bulk' || n || '@bulk.example',
       'firstName', 'Given' || n % 100, 'lastName', 'Row' || n), 'api' from generate_series(1, ${PEOPLE}) n`,
  );
  await directory.rows("vacuum (analyze) person");
});
afterAll(() => directory?.close());

const db = () => directory.database.open<DirectoryTables>(1).kysely;
const place = {
  beyond: sql`true`,
  order: sql`(lower(coalesce(person.profile->>'lastName', '')) collate "C") asc, person.id asc`,
  key: sql`(lower(coalesce(person.profile->>'lastName', '')) collate "C")`,
  limit: 50,
  isIndexed: true,
};
const planOf = async (text: string, way: "index" | "rows") => {
  const condition = conditionOf({ text, status: undefined, department: undefined }, way);
  const { rows } = await sql<{ "QUERY PLAN": string }>`explain ${pageOf(condition, place, true)}`.execute(db());
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
};

describe("a search", () => {
  it.each(["bulk4711", "zzyzx", "given77"])(
    "looks a rare word (%s) up in the index of words, and walks through nobody else",
    async (word) => {
      const plan = await planOf(word, "index");
      expect(plan).toContain("person_by_words");
      expect(plan).not.toContain("person_by_last_name");
    },
  );

  it("reads the words of each row where the index is a detour", async () => {
    expect(await planOf("bulk", "rows")).not.toContain("person_by_words");
  });
});
