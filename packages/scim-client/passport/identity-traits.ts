/** How users are told apart and found: conflicts, letter case, filters, inactive users, pages. */
import { isJsonObject } from "@lockstep/scim";
import { errorType } from "../answer-words.ts";
import type { ListPage } from "../list-page.ts";
import type { Passport, UserFilterName } from "./passport.ts";
import type { Probe } from "./probe.ts";
import { type TestUser, userBody } from "./test-user.ts";

/** Rows that are walked to compare their number with `totalResults`, or to look for one of them. */
const WALK_ROWS_MAX = 2_000;
const WALK_PAGE = 200;
/** Asked for at once, to learn how many come. */
const PAGE_ASKED = 500;

/** What becomes of a second user of the same name, and of the same name in other letters. */
export async function measureConflict(
  probe: Probe,
  user: TestUser,
): Promise<{ readonly conflict: Passport["conflict"]; readonly uniqueIgnoresCase: boolean | null }> {
  const same = await createNamed(probe, user.resource.name);
  const conflict = {
    status: same.answer.status,
    scimType: errorType(same.answer.body) ?? null,
    accepted: same.id !== undefined,
  };
  if (conflict.accepted) return { conflict, uniqueIgnoresCase: null };
  const shouted = await createNamed(probe, upperCase(user.resource.name));
  return { conflict, uniqueIgnoresCase: shouted.id === undefined };
}

/** A user of this very name; noted under it, so that a twin is found and removed. */
async function createNamed(probe: Probe, name: string) {
  const resource = { ...probe.invent("Users"), name };
  return await probe.create(resource, userBody(resource));
}

function upperCase(name: string): string {
  const [local = "", ...rest] = name.split("@");
  return [local.toUpperCase(), ...rest].join("@");
}

/** Whether `userName eq` ignores letter case; null when the filter does not work at all. */
export async function measureFilterCase(probe: Probe, user: TestUser): Promise<boolean | null> {
  if (!(await finds(probe, user, `userName eq "${user.resource.name}"`))) return null;
  return await finds(probe, user, `userName eq "${upperCase(user.resource.name)}"`);
}

/** Which filters find exactly the user. */
export async function measureUserFilters(probe: Probe, user: TestUser): Promise<Record<UserFilterName, boolean>> {
  const { name, externalId } = user.resource;
  const stored = await probe.read(user.path);
  const emails = Array.isArray(stored?.["emails"]) ? stored["emails"] : [];
  const [address] = emails.filter(isJsonObject).map((email) => email["value"]);
  const filters: readonly (readonly [UserFilterName, string])[] = [
    ["userName", `userName eq ${JSON.stringify(name)}`],
    ["externalId", `externalId eq ${JSON.stringify(externalId)}`],
    ["emails.value", `emails.value eq ${JSON.stringify(address ?? name)}`],
    ["id", `id eq ${JSON.stringify(user.id)}`],
    ["userName and active", `userName eq ${JSON.stringify(name)} and active eq true`],
  ];
  const found: Record<string, boolean> = {};
  for (const [filter, text] of filters) found[filter] = await finds(probe, user, text);
  return found as Record<UserFilterName, boolean>;
}

/** Whether the rows of a filtered list are the user and nobody else. */
async function finds(probe: Probe, user: TestUser, filter: string): Promise<boolean> {
  const page = await probe.list(`/Users?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`);
  return page?.resources.length === 1 && page.resources[0]?.["id"] === user.id;
}

/** Whether a user that was switched off is still found and listed. */
export async function measureInactive(
  probe: Probe,
  user: TestUser,
): Promise<{ readonly inactiveFound: boolean; readonly inactiveListed: boolean | null }> {
  const inactiveFound = await finds(probe, user, `userName eq "${user.resource.name}"`);
  const walk = await walkUsers(probe);
  return { inactiveFound, inactiveListed: walk === undefined ? null : walk.ids.has(user.id) };
}

/** Page size, the truth of `totalResults`, the start index, and cursors (RFC 9865). Needs at least three users in the target. */
export async function measurePaging(probe: Probe): Promise<Passport["paging"]> {
  const whole = await probe.list(`/Users?startIndex=1&count=${PAGE_ASKED}`);
  const rows = whole?.resources.length ?? 0;
  const expected = Math.min(PAGE_ASKED, whole?.totalResults ?? 0);
  const walk = await walkUsers(probe);
  return {
    pageSizeMax: rows > 0 && rows < expected ? rows : null,
    pageSizeAsked: PAGE_ASKED,
    totalIsTrue: walk === undefined ? null : walk.ids.size === walk.totalResults,
    startIndexWorks: await measureStartIndex(probe),
    cursor: await measureCursor(probe),
  };
}

async function measureStartIndex(probe: Probe): Promise<boolean | null> {
  const first = await probe.list("/Users?startIndex=1&count=2");
  const second = await probe.list("/Users?startIndex=2&count=1");
  const [expected, found] = [first?.resources[1]?.["id"], second?.resources[0]?.["id"]];
  return expected === undefined ? null : expected === found;
}

async function measureCursor(probe: Probe): Promise<boolean> {
  const { body } = await probe.send({ method: "GET", path: "/Users?cursor&count=1" });
  const cursor = isJsonObject(body) ? body["nextCursor"] : undefined;
  if (typeof cursor !== "string" || cursor === "") return false;
  const next = await probe.list(`/Users?cursor=${encodeURIComponent(cursor)}&count=1`);
  return next !== undefined;
}

/** The ids of all users; undefined when there are too many to walk, or the list cannot be read. */
async function walkUsers(
  probe: Probe,
): Promise<{ readonly ids: ReadonlySet<unknown>; readonly totalResults: number } | undefined> {
  const ids = new Set<unknown>();
  let page: ListPage | undefined;
  for (let startIndex = 1; startIndex <= WALK_ROWS_MAX; startIndex += page.resources.length) {
    page = await probe.list(`/Users?startIndex=${startIndex}&count=${WALK_PAGE}`);
    if (page === undefined || page.totalResults > WALK_ROWS_MAX) return undefined;
    for (const row of page.resources) ids.add(row["id"]);
    // Interop: a target that ignores startIndex gives the same rows again; the walk then ends at its bound.
    if (page.resources.length === 0 || startIndex + page.resources.length > page.totalResults) {
      return { ids, totalResults: page.totalResults };
    }
  }
  return undefined;
}
