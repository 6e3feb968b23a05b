/** Whom a condition would take, before it is a rule: read only, a thousand people at a time. */
import type { PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { RulePreview } from "../../contract.ts";
import { displayNameOf, profileText } from "../profile.ts";
import { attributeTypes, loadProfileSchema } from "../profile-schema/load-schema.ts";
import type { DirectoryTables, Profile } from "../tables.ts";
import { judge, readCondition, readsGroups } from "./condition.ts";
import { readGroupsOf } from "./groups-of.ts";

const BATCH_SIZE = 1000;
/** People who are looked at: somebody waits for the answer. */
const PEOPLE_MAX = 20_000;
const EXAMPLES_MAX = 10;

interface Person {
  readonly id: PersonId;
  readonly status: string;
  readonly profile: Profile;
}

/** Judges people by a condition; its faults, or how many it takes and some of them. */
export async function previewRule(db: Kysely<DirectoryTables>, text: string): Promise<RulePreview> {
  const condition = readCondition(text, attributeTypes(await loadProfileSchema(db)));
  if (!condition.ok) return { ...NOBODY, problems: condition.problems.map(toProblem) };
  const needsGroups = readsGroups(text);
  const examples: RulePreview["examples"][number][] = [];
  const leftOut = { count: 0, examples: [] as RulePreview["leftOut"]["examples"][number][] };
  let [matched, lookedAt, after] = [0, 0, ""];
  for (;;) {
    const people = await readPeople(db, after);
    const groups = needsGroups ? await readGroupsOf(db, people) : new Map();
    for (const person of people) {
      const { id, status, profile } = person;
      const scope = { user: profile, internal: { id, status }, groups: () => groups.get(id) ?? [] };
      const verdict = judge(condition.expression, scope);
      if (!verdict.ok) {
        leftOut.count += 1;
        if (leftOut.examples.length < EXAMPLES_MAX)
          leftOut.examples.push({ ...toExample(person), reason: verdict.reason });
        continue;
      }
      if (!verdict.holds) continue;
      matched += 1;
      if (examples.length < EXAMPLES_MAX) examples.push(toExample(person));
    }
    lookedAt += people.length;
    after = people.at(-1)?.id ?? "";
    if (people.length < BATCH_SIZE) return { problems: [], matched, lookedAt, isWhole: true, examples, leftOut };
    if (lookedAt >= PEOPLE_MAX) return { problems: [], matched, lookedAt, isWhole: false, examples, leftOut };
  }
}

const NOBODY = { matched: 0, lookedAt: 0, isWhole: true, examples: [], leftOut: { count: 0, examples: [] } } as const;

async function readPeople(db: Kysely<DirectoryTables>, after: string): Promise<readonly Person[]> {
  const { rows } = await sql<Person>`
    select id, status, profile from person where id > ${after} and status <> 'DEPROVISIONED' order by id limit ${BATCH_SIZE}`.execute(
    db,
  );
  return rows;
}

function toExample({ id, profile }: Person): RulePreview["examples"][number] {
  return { id, login: profileText(profile, "login"), name: displayNameOf(profile) };
}

/** Conditions tell the place at the end of their words. */
function toProblem(words: string): RulePreview["problems"][number] {
  const [, message, position] = /^(.*) \(position (\d+)\)$/s.exec(words) ?? [];
  return message === undefined ? { message: words, position: null } : { message, position: Number(position) };
}
