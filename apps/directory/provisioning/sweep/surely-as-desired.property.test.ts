/** Whom PostgreSQL tells to be as desired, the judge of single people finds so too, whatever is mapped and known. */
import { wantedAttributes } from "@lockstep/engine";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_MAPPINGS } from "../../domain/default-mappings.ts";
import { createDesiredUsers } from "../desired-users.ts";
import { connectedApp, createWorld, type World } from "../testing/world.ts";
import { findSubjectApp, type MappingRow, type SubjectApp } from "../user-subject.ts";
import { type Effect, effectOf } from "./effect.ts";
import { findUnsettled, type LinkedUser, loadLinked } from "./load-linked.ts";
import { surelyAsDesired } from "./surely-as-desired.ts";

const NOW = Date.UTC(2026, 0, 1);
const RUNS = 60;
const EXTRA: readonly MappingRow[] = [
  {
    attribute: "nickName",
    expression: "user.nickName == 'x' or user.title != user.lastName ? user.nickName : null",
    pushStatus: "PUSH",
  },
  { attribute: "userType", expression: "Employee", pushStatus: "PUSH", source: "CONSTANT" },
  { attribute: "costCenter", expression: "", pushStatus: "PUSH", source: "GROUP" },
  { attribute: 'phoneNumbers[type eq "mobile"].value', expression: "user.nickName ?: user.title", pushStatus: "PUSH" },
  { attribute: 'emails[type eq "home"].primary', expression: "user.nickName", pushStatus: "PUSH" },
  {
    attribute: "preferredLanguage",
    expression: "!(user.locale == null) && user.title == '' ? 'en' : source.locale",
    pushStatus: "PUSH",
  },
  { attribute: "profileUrl", expression: "toUpperCase(user.title)", pushStatus: "PUSH" },
  { attribute: "timezone", expression: "user.locale", pushStatus: "DONT_PUSH" },
  { attribute: "shoeSize", expression: "user.title", pushStatus: "PUSH" },
];
const TEMPLATES = [`\${source.email}`, `\${source.email}.\${user.title}`, `\${user.title}`, `x \${source.nickName} `];
const ATTRIBUTES = ["firstName", "lastName", "displayName", "email", "title", "locale", "nickName"];

const word = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "x",
    "x",
    "true",
    "\u00a0",
    "\ufeffx",
    "é",
    "lockstep text 0",
    "\ud83d\ude80",
    'a\\b"c',
    "7",
  ),
  fc.string({ maxLength: 4 }).filter((text) => !text.includes("\0")),
);
const value = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("x", "y", "x ", " y", "é", "7") },
  { weight: 9, arbitrary: word },
  fc.constantFrom(null, 7, 1e21, true, ["x"], { x: "x" }, "x".repeat(1_001)),
);
const settings = fc.record({
  base: fc.subarray([...DEFAULT_MAPPINGS]),
  extra: fc.oneof({ weight: 4, arbitrary: fc.subarray(EXTRA.slice(0, 6)) }, fc.subarray([...EXTRA])),
  template: fc.constantFrom(...TEMPLATES),
  push: fc.constantFrom("PUSH", "PUSH", "DONT_PUSH"),
  neverSent: fc.constantFrom([], [], ["title"], ["name", "emails"]),
});
/** How what is known differs from what is desired. */
const difference = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: "none" as const }) },
  fc.record({ kind: fc.constant("value" as const), key: fc.nat(20), value }),
  fc.record({ kind: fc.constant("missing" as const), key: fc.nat(20) }),
  { weight: 4, arbitrary: fc.constant({ kind: "raw" as const }) },
  fc.record({
    kind: fc.constant("column" as const),
    change: fc.constantFrom(
      "attempts = 1",
      "last_error = 'x'",
      "in_doubt = true",
      "known_active = false",
      "known_active = null",
      "password_pending = true",
      "dirty_version = 7",
      `profile_override = '{"title": "y"}'`,
      "user_name_override = 'y'",
      "user_name = null",
      "user_name = ' y '",
    ),
  }),
);
const person = fc.record({
  profile: fc.dictionary(fc.constantFrom(...ATTRIBUTES), value),
  difference,
  isSuspended: fc.boolean(),
});
type Person = typeof person extends fc.Arbitrary<infer Value> ? Value : never;

let world: World;
let base: SubjectApp;
beforeAll(async () => {
  world = await createWorld();
  const found = await findSubjectApp(world.database.kysely, await connectedApp(world));
  if (found === undefined) throw new Error("The app is there");
  base = found;
});
afterAll(() => world.end());

it("nobody is told to be as desired of whom the judge finds anything else, and most who are so are told", async () => {
  let same = 0;
  let told = 0;
  await fc.assert(
    fc.asyncProperty(settings, fc.array(person, { minLength: 1, maxLength: 30 }), async (set, people) => {
      const app = appOf(set);
      await fill(app, people);
      const { effects, settled } = await tellApart(app);
      expect(settled.map((id) => effects.get(id)).filter((effect) => effect !== "nothing")).toEqual([]);
      same += [...effects.values()].filter((effect) => effect === "nothing").length;
      told += settled.length;
    }),
    { numRuns: RUNS },
  );
  expect(told).toBeGreaterThan(same / 3);
});

const PLAIN = { firstName: "Ann", lastName: "Bee", email: "ann@example.com", title: "Chief" };
const NAMES: readonly MappingRow[] = [
  { attribute: "displayName", expression: "user.firstName + ' ' + user.lastName", pushStatus: "PUSH" },
];

it.each([
  ["a user name with a blank before it", DEFAULT_MAPPINGS, { email: " ann@example.com" }],
  ["a user name with a blank of another kind behind it", DEFAULT_MAPPINGS, { email: "ann@example.com\u00a0" }],
  ["a number where the app is to hold a text", DEFAULT_MAPPINGS, { title: 7 }],
  ["a number that is joined to a text", NAMES, { lastName: 1e21 }],
])("%s is left to the judge, who sends what SCIM asks for", async (_, mappings, change) => {
  const app = { ...base, mappings };
  const profile = { ...PLAIN, ...change };
  const others = { profile: PLAIN, difference: { kind: "none" }, isSuspended: false } as const;
  await fill(app, [others, { profile, difference: { kind: "raw" }, isSuspended: false }]);
  const { effects, settled } = await tellApart(app);
  expect({ effects: [...effects.values()], settled }).toEqual({
    effects: ["nothing", "overwrite"],
    settled: [idOf(0)],
  });
});

/** What the judge finds of everybody, and who is told to be as desired without him. */
async function tellApart(
  app: SubjectApp,
): Promise<{ readonly effects: ReadonlyMap<string, Effect>; readonly settled: readonly string[] }> {
  const batch = { app, afterPersonId: "" };
  const linked = await loadLinked(world.database.kysely, batch);
  const desiredOf = createDesiredUsers(NOW);
  const effects = new Map(linked.map(({ subject }) => [subject.person.id as string, effectOf(subject, desiredOf)]));
  const personIds = await findUnsettled(world.database.kysely, batch, surelyAsDesired(app, desiredOf.forms()));
  return { effects, settled: [...effects.keys()].filter((id) => !personIds.includes(id)) };
}

function appOf({
  base: mapped,
  extra,
  template,
  push,
  neverSent,
}: typeof settings extends fc.Arbitrary<infer Value> ? Value : never) {
  const userName = { type: "CUSTOM", template, push: push === "PUSH" ? "PUSH" : "DONT_PUSH" } as const;
  const dialect = { ...base.dialect, neverSent };
  return { ...base, mappings: [...mapped, ...extra], userName, dialect };
}

/** People who hold what they are to hold, and then differ as they say. */
async function fill(app: SubjectApp, people: readonly Person[]): Promise<void> {
  const db = world.database.kysely;
  await sql`delete from person`.execute(db);
  for (const [index, { profile, isSuspended }] of people.entries()) {
    const id = idOf(index);
    const status = isSuspended && index % 5 === 0 ? "SUSPENDED" : "ACTIVE";
    await sql`insert into person (id, status, source, profile) values (${id}, ${status}, 'api', ${JSON.stringify(profile)}::jsonb)`.execute(
      db,
    );
    await sql`
      insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known, known_active, user_name, sync_state, clean_version)
      values (${`0ua${index}`}, ${app.id}, ${id}, true, 'USER', ${`r${index}`}, 'created', '{}', true, 'known', 'SYNCHRONIZED', 1)`.execute(
      db,
    );
  }
  const linked = await loadLinked(db, { app, afterPersonId: "", limit: people.length });
  for (const [index, each] of people.entries()) {
    const { difference: differs } = each;
    const wanted = wantedBy(app, linked[index]);
    await sql`update app_user set known = ${JSON.stringify(knownOf(wanted, each))}::jsonb where person_id = ${idOf(index)}`.execute(
      db,
    );
    if (differs.kind === "column")
      await sql`update app_user set ${sql.raw(differs.change)} where person_id = ${idOf(index)}`.execute(db);
  }
}

function idOf(index: number): string {
  return `00u${String(index).padStart(5, "0")}`;
}

function wantedBy(app: SubjectApp, linked: LinkedUser | undefined): JsonObject {
  const result = linked === undefined ? undefined : createDesiredUsers(NOW)(linked.subject);
  return result?.ok === true && result.desired.kind === "present" ? wantedAttributes(app.dialect, result.desired) : {};
}

/** What an account may hold that was not made by the directory: values as the profile has them, neither trimmed nor turned into texts. */
function asRaw(part: Json, profile: Person["profile"]): Json {
  if (isJsonArray(part)) return part.map((item) => asRaw(item, profile));
  if (isJsonObject(part)) {
    return Object.fromEntries(
      Object.entries(part).map(([key, item]) => [key, item === undefined ? item : asRaw(item, profile)]),
    );
  }
  if (typeof part !== "string") return part;
  const raw = Object.values(profile).find((held) => held !== part && String(held).trim() === part);
  // As PostgreSQL writes numbers.
  return (raw as Json | undefined) ?? part.replaceAll("1e+21", "1000000000000000000000");
}

function knownOf(wanted: JsonObject, { profile, difference: differs }: Person): JsonObject {
  const keys = Object.keys(wanted);
  switch (differs.kind) {
    case "value":
      return { ...wanted, [keys[differs.key % keys.length] ?? "title"]: differs.value as string };
    case "missing": {
      const { [keys[differs.key % keys.length] ?? "title"]: _, ...rest } = wanted;
      return rest;
    }
    case "raw":
      return asRaw(wanted, profile) as JsonObject;
    case "none":
    case "column":
      return wanted;
  }
}
