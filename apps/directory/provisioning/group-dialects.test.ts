/** What a pushed group sends, request by request over HTTP, in each dialect and under each switch that shapes groups. */
import { GROUP_URN, type JsonObject, PATCH_OP_SCHEMA } from "@lockstep/scim";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Office, openOffice } from "./testing/office.ts";
import { insertLinked } from "./testing/populate.ts";

/** More than two requests of a hundred members. */
const IN_GROUP = 230;
/** Lists longer than this are told by their length. */
const LISTED_MAX = 2;

interface Shape {
  readonly name: string;
  readonly dialect: string;
  readonly switches?: JsonObject;
  readonly membership: "PATCH" | "PUT";
  readonly chunks: readonly number[];
  readonly removal: "FILTER" | "VALUE";
  readonly rename: "PATHLESS" | "PATH" | "PUT";
  /** What Push Now sends to a group of two that lacks one, where members of others do not stay. */
  readonly again: "REPLACE" | "ADD" | "PUT";
}

const BY_THE_BOOK = {
  dialect: "rfc",
  membership: "PATCH",
  chunks: [100, 100, 30],
  removal: "FILTER",
  rename: "PATH",
  again: "REPLACE",
} as const;
const WHOLE = { membership: "PUT", chunks: [IN_GROUP], rename: "PUT", again: "PUT" } as const;

const SHAPES: readonly Shape[] = [
  { ...BY_THE_BOOK, name: "rfc" },
  { ...BY_THE_BOOK, name: "okta-catalogue", dialect: "okta-catalogue", rename: "PATHLESS" },
  { ...BY_THE_BOOK, ...WHOLE, name: "okta-wizard", dialect: "okta-wizard" },
  { ...BY_THE_BOOK, name: "aws", dialect: "aws", again: "ADD" },
  { ...BY_THE_BOOK, name: "github", dialect: "github", removal: "VALUE" },
  { ...BY_THE_BOOK, ...WHOLE, name: "rfc without PATCH", switches: { patch: false } },
  { ...BY_THE_BOOK, name: "rfc, members removed by value", switches: { memberRemoval: "VALUE" }, removal: "VALUE" },
  { ...BY_THE_BOOK, name: "rfc, 90 members a request", switches: { memberChunkMax: 90 }, chunks: [90, 90, 50] },
];

let office: Office;
let people: readonly string[];

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

it.each(SHAPES)("speaks the dialect: $name", async (shape) => {
  const app = await office.connect({ dialect: shape.dialect });
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches: shape.switches ?? {} });
  people = await insertLinked(office, app as never, IN_GROUP + 1);
  await sql`update app_user set clean_version = dirty_version`.execute(office.database.kysely);
  await office.worker();

  const everybody = await push(app, "Everybody", IN_GROUP);
  expect(told()).toEqual([
    ['GET /Groups?filter=displayName eq "Everybody"&startIndex=1&count=100', undefined],
    ["POST /Groups", { schemas: [GROUP_URN], externalId: everybody.group, displayName: "Everybody", members: [] }],
    ...shape.chunks.map((size) =>
      shape.membership === "PUT"
        ? wholeGroup(everybody, "Everybody", `${size} members`)
        : patch(everybody, { op: "add", path: "members", value: `${size} members` }),
    ),
  ]);

  const joining = memberOf(IN_GROUP);
  await changed("PUT", `/api/v1/groups/${everybody.group}/users/${people[IN_GROUP]}`);
  expect(told()).toEqual(
    shape.membership === "PUT"
      ? [read(everybody), wholeGroup(everybody, "Everybody", `${IN_GROUP + 1} members`)]
      : [patch(everybody, { op: "add", path: "members", value: [joining] })],
  );

  await changed("DELETE", `/api/v1/groups/${everybody.group}/users/${people[0]}`);
  const { value } = memberOf(0);
  const removal = {
    FILTER: { op: "remove", path: `members[value eq "${value}"]` },
    VALUE: { op: "remove", path: "members", value: [{ value }] },
  }[shape.removal];
  expect(told()).toEqual(
    shape.membership === "PUT"
      ? [read(everybody), wholeGroup(everybody, "Everybody", `${IN_GROUP} members`)]
      : [patch(everybody, removal)],
  );

  await changed("PUT", `/api/v1/groups/${everybody.group}`, { profile: { name: "All of us" } });
  expect(told()).toEqual(
    {
      PATHLESS: [patch(everybody, { op: "replace", value: { id: everybody.id, displayName: "All of us" } })],
      PATH: [patch(everybody, { op: "replace", path: "displayName", value: "All of us" })],
      PUT: [read(everybody), wholeGroup(everybody, "All of us", `${IN_GROUP} members`)],
    }[shape.rename],
  );
  expect(inApp("All of us")).toEqual(people.slice(1).map((_, index) => memberOf(index + 1).value));

  const few = await push(app, "Few", 2);
  const pushAgain = async () => {
    Object.assign(office.target.group("Few") ?? {}, { members: [{ value: memberOf(0).value }] });
    await changed("POST", `/api/lockstep/v1/apps/${app}/group-push/mappings/${few.mapping}/push`);
  };
  await pushAgain();
  if (shape.again === "REPLACE")
    expect(told()).toEqual([read(few), patch(few, { op: "add", path: "members", value: [memberOf(1)] })]);
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/drift/settings`, { foreignMembers: "REMOVE" });
  await pushAgain();
  const both = [memberOf(0), memberOf(1)];
  expect(told()).toEqual(
    {
      REPLACE: [patch(few, { op: "replace", path: "members", value: both })],
      ADD: [read(few), patch(few, { op: "add", path: "members", value: both })],
      PUT: [read(few), wholeGroup(few, "Few", [{ ...memberOf(0), display: null }, memberOf(1)])],
    }[shape.again],
  );
  expect(inApp("Few")).toEqual(both.map((member) => member.value));
});

interface Pushed {
  readonly group: string;
  readonly mapping: string;
  /** In the app. */
  readonly id: string;
}

async function push(app: string, name: string, size: number): Promise<Pushed> {
  const { id: group } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  await sql`insert into group_member (group_id, person_id) select ${group}, unnest(${people.slice(0, size)}::text[])`.execute(
    office.database.kysely,
  );
  office.target.forget();
  const { id: mapping } = await office.api<{ id: string }>("POST", `/api/v1/apps/${app}/group-push/mappings`, {
    sourceGroupId: group,
    status: "ACTIVE",
  });
  await office.settled();
  return { group, mapping, id: String(office.target.group(name)?.["id"]) };
}

/** Changes something in the directory and waits until nothing waits to be sent. */
async function changed(method: string, path: string, body?: unknown): Promise<void> {
  office.target.forget();
  await office.api(method, path, body);
  await office.settled();
}

type Told = readonly [string, unknown];

/** The requests since the last change. */
const told = (): readonly Told[] =>
  office.target.requests.map(({ method, path, body }) => [`${method} ${decodeURIComponent(path)}`, shorten(body)]);

/** Long lists by their length. */
function shorten(body: JsonObject | undefined): unknown {
  if (body === undefined) return undefined;
  return JSON.parse(JSON.stringify(body), (_, value: unknown) =>
    Array.isArray(value) && value.length > LISTED_MAX ? `${value.length} members` : value,
  );
}

const read = ({ id }: Pushed): Told => [`GET /Groups/${id}`, undefined];

const patch = ({ id }: Pushed, operation: unknown): Told => [
  `PATCH /Groups/${id}`,
  { schemas: [PATCH_OP_SCHEMA], Operations: [operation] },
];

const wholeGroup = ({ id, group }: Pushed, displayName: string, members: unknown): Told => [
  `PUT /Groups/${id}`,
  { schemas: [GROUP_URN], id, externalId: group, displayName, members },
];

/** The entry of a person in a request. */
function memberOf(index: number): { readonly value: string; readonly display: string } {
  const display = `pat${index}@example.com`;
  return { value: String(office.target.user(display)?.["id"]), display };
}

function inApp(name: string): readonly string[] {
  return ((office.target.group(name)?.["members"] ?? []) as readonly JsonObject[])
    .map((member) => String(member["value"]))
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
}
