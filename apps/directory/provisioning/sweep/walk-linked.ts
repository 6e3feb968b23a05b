/**
 * The people of an app whose account is known, as far as they have to be judged one by one. Where PostgreSQL can tell who is surely as
 * desired, the others alone are read; where it cannot, everybody is.
 */
import type { Kysely } from "kysely";
import type { DirectoryTables } from "../../domain/tables.ts";
import type { DesiredUsers } from "../desired-users.ts";
import type { SubjectApp } from "../user-subject.ts";
import { ahead } from "./ahead.ts";
import { findRanges, findUnsettled, type LinkedUser, loadLinked } from "./load-linked.ts";
import { surelyAsDesired } from "./surely-as-desired.ts";

/** People read at once. */
const READ_MAX = 1_000;
/** Perf: people whom one statement tells apart; large enough for it to be planned for nothing, small enough to keep a lease alive in between. */
const TOLD_APART_MAX = 10_000;
/** Perf: statements under way at once, so that a second processor of the database's has work, and the database has while rows are judged. */
const AHEAD_MAX = 2;

/** What is walked. */
export interface LinkedWalk {
  readonly app: SubjectApp;
  /** Judges whoever is yielded before the next ones are asked for: the forms that it has met are those that PostgreSQL compares. */
  readonly desiredOf: DesiredUsers;
}

/** Batches in the order of ids, a few of them ahead; empty ones where everybody was as desired, so that a lease may be kept. */
export async function* walkLinked(
  db: Kysely<DirectoryTables>,
  walk: LinkedWalk,
): AsyncGenerator<readonly LinkedUser[]> {
  const { app, desiredOf } = walk;
  const first = await loadLinked(db, { app, afterPersonId: "", limit: READ_MAX });
  yield first;
  const last = first.at(-1);
  if (last === undefined || first.length < READ_MAX) return;
  const rest = { app, afterPersonId: last.subject.person.id };
  if (surelyAsDesired(app, desiredOf.forms()) === undefined) {
    yield* ahead(await findRanges(db, rest, READ_MAX), AHEAD_MAX, (range) => loadLinked(db, range));
  } else yield* readUnsettled(db, walk, rest.afterPersonId);
}

async function* readUnsettled(
  db: Kysely<DirectoryTables>,
  { app, desiredOf }: LinkedWalk,
  afterPersonId: string,
): AsyncGenerator<readonly LinkedUser[]> {
  const ranges = await findRanges(db, { app, afterPersonId }, TOLD_APART_MAX);
  const told = ahead(ranges, AHEAD_MAX, (range) => findUnsettled(db, range, surelyAsDesired(app, desiredOf.forms())));
  for await (const personIds of told) {
    if (personIds.length === 0) yield [];
    const parts = Array.from({ length: Math.ceil(personIds.length / READ_MAX) }, (_, part) =>
      personIds.slice(part * READ_MAX, (part + 1) * READ_MAX),
    );
    yield* ahead(parts, AHEAD_MAX, (of) => loadLinked(db, { app, afterPersonId: "", of }));
  }
}
