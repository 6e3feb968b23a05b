/**
 * The people of an app whose account is known, as far as they have to be judged one by one. Where PostgreSQL can tell who is surely as
 * desired, the others alone are read; where it cannot, everybody is.
 */
import type { Kysely } from "kysely";
import type { DirectoryTables } from "../../domain/tables.ts";
import type { DesiredUsers } from "../desired-users.ts";
import type { SubjectApp } from "../user-subject.ts";
import { findUnsettled, type LinkedUser, loadLinked } from "./load-linked.ts";
import { type SurelyAsDesired, surelyAsDesired } from "./surely-as-desired.ts";

/** People read at once. Perf: a thousand are read while the thousand before them are judged. */
const READ_MAX = 1_000;
/** Perf: people whom one statement tells apart; large enough for it to be planned for nothing, small enough to keep a lease alive in between. */
const TOLD_APART_MAX = 20_000;

/** What is walked. */
export interface LinkedWalk {
  readonly app: SubjectApp;
  /** Judges whoever is yielded before the next ones are asked for: the forms that it has met are those that PostgreSQL compares. */
  readonly desiredOf: DesiredUsers;
}

/** Batches in the order of ids, at most one of them ahead; empty ones where everybody was as desired, so that a lease may be kept. */
export async function* walkLinked(
  db: Kysely<DirectoryTables>,
  { app, desiredOf }: LinkedWalk,
): AsyncGenerator<readonly LinkedUser[]> {
  const first = await loadLinked(db, { app, afterPersonId: "", limit: READ_MAX });
  yield first;
  const afterPersonId = lastOf(first, READ_MAX);
  if (afterPersonId === undefined) return;
  const surely = surelyAsDesired(app, desiredOf.forms());
  if (surely === undefined) yield* readAll(db, app, afterPersonId);
  else yield* readUnsettled(db, { app, desiredOf }, { afterPersonId, surely });
}

/** Undefined when the batch was the last one. */
function lastOf(people: readonly LinkedUser[], limit: number): string | undefined {
  return people.length < limit ? undefined : people.at(-1)?.subject.person.id;
}

async function* readAll(
  db: Kysely<DirectoryTables>,
  app: SubjectApp,
  afterPersonId: string,
): AsyncGenerator<readonly LinkedUser[]> {
  const read = (after: string) => loadLinked(db, { app, afterPersonId: after, limit: READ_MAX });
  let reading: Promise<readonly LinkedUser[]> | undefined = read(afterPersonId);
  try {
    while (reading !== undefined) {
      const people: readonly LinkedUser[] = await reading;
      const last = lastOf(people, READ_MAX);
      reading = last === undefined ? undefined : read(last);
      yield people;
    }
  } finally {
    // Whoever stops early waits for what is under way.
    await reading?.catch(() => undefined);
  }
}

async function* readUnsettled(
  db: Kysely<DirectoryTables>,
  { app, desiredOf }: LinkedWalk,
  from: { readonly afterPersonId: string; readonly surely: SurelyAsDesired },
): AsyncGenerator<readonly LinkedUser[]> {
  let { surely } = from;
  const tellApart = (afterPersonId: string) => findUnsettled(db, { app, afterPersonId, limit: TOLD_APART_MAX, surely });
  let telling: ReturnType<typeof findUnsettled> | undefined = tellApart(from.afterPersonId);
  try {
    while (telling !== undefined) {
      const { personIds, lastPersonId }: Awaited<ReturnType<typeof findUnsettled>> = await telling;
      telling = lastPersonId === null ? undefined : tellApart(lastPersonId);
      if (personIds.length === 0) yield [];
      for (let start = 0; start < personIds.length; start += READ_MAX) {
        const of = personIds.slice(start, start + READ_MAX);
        yield await loadLinked(db, { app, afterPersonId: "", limit: READ_MAX, of });
        surely = surelyAsDesired(app, desiredOf.forms()) ?? surely;
      }
    }
  } finally {
    await telling?.catch(() => undefined);
  }
}
