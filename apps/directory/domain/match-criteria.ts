/** By what an imported account is exactly a person (okta-client §3.5): the user name, the e-mail, or attributes of the profile. */
import type { Kysely } from "kysely";
import { invalidField } from "./error.ts";
import { loadProfileSchema } from "./profile-schema/load-schema.ts";
import type { DirectoryTables } from "./tables.ts";

/** Criteria that Okta names; letter case does not count. Every other one is an attribute of the profile, and letter case counts. */
const NAMED_CRITERIA: readonly string[] = ["USERNAME", "EMAIL"];

/** E0000001 when a criterion is neither named nor an attribute of people, or when attributes are mixed with the named ones. */
export async function requireCriteria(db: Kysely<DirectoryTables>, criteria: readonly string[]): Promise<void> {
  const attributes = criteria.filter((criterion) => !NAMED_CRITERIA.includes(criterion));
  if (new Set(criteria).size < criteria.length)
    throw invalidField("exactMatchCriteria", "Each criterion is named once");
  if (attributes.length === 0) return;
  const schema = await loadProfileSchema(db);
  const strange = attributes.find((name) => !schema.byName.has(name));
  if (strange !== undefined) {
    const words = `'${strange}' is neither USERNAME nor EMAIL nor an attribute of people`;
    throw invalidField("exactMatchCriteria", words);
  }
  const list = attributes.find((name) => schema.byName.get(name)?.type === "array");
  if (list !== undefined) throw invalidField("exactMatchCriteria", `'${list}' is a list, which cannot be compared`);
  if (attributes.length < criteria.length) {
    const remedy = "name the attributes login or email instead, whose letter case counts";
    throw invalidField("exactMatchCriteria", `USERNAME and EMAIL cannot be combined with attributes: ${remedy}`);
  }
}
