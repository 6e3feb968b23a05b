/** Planted bugs of imports: mistakes at the seams where imports meet the target and the database. */
import type { JsonObject } from "@lockstep/scim";
import type { Fetch } from "../world/network.ts";

/** One bug: how it bends what passes a seam. What it leaves out stays straight. */
export interface ImportBug {
  /** The mistake, in one line. */
  readonly mistake: string;
  /** A seed of the suite that caught it: tried first, since a world over PostgreSQL takes its time. */
  readonly caughtBy: number;
  /** Requests of imports. */
  readonly fetch?: (fetch: Fetch) => Fetch;
  /** Statements of imports, as they are sent. */
  readonly statement?: (text: string) => string;
  /** Rows that statements of imports come back with. */
  readonly rows?: (text: string, rows: readonly unknown[]) => readonly unknown[];
}

type Row = Readonly<Record<string, unknown>>;

const json = (status: number, body: JsonObject): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/scim+json" } });

/** Rows of the statement that contains `part`, changed. */
const changing =
  (part: string, change: (row: Row) => Row): NonNullable<ImportBug["rows"]> =>
  (text, rows) =>
    text.includes(part) ? rows.map((row) => change(row as Row)) : rows;

const HOLDS_LEASE = /(?:r\.)?lease_owner = (\$\d+) and (?:r\.)?state = 'RUNNING'/g;

/** All bugs of imports by name. */
export const IMPORT_BUGS = {
  failedPageEndsList: {
    mistake: "A page that could not be read counts as the end of the list: absence after it counts as removal.",
    caughtBy: 13,
    fetch: (fetch) => async (url, init) => {
      const startIndex = Number(/\/Users\?startIndex=(\d+)/.exec(url)?.[1] ?? 0);
      if (startIndex === 0) return await fetch(url, init);
      const answer = await fetch(url, init).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) return answer;
      return json(200, { schemas: [], totalResults: startIndex - 1, Resources: [] });
    },
  },
  totalBelieved: {
    mistake: "A list ends where the total says so, although more rows would follow.",
    caughtBy: 3,
    fetch: (fetch) => {
      let told = Number.POSITIVE_INFINITY;
      return async (url, init) => {
        const startIndex = Number(/\/Users\?startIndex=(\d+)/.exec(url)?.[1] ?? 0);
        if (startIndex > told) return json(200, { schemas: [], totalResults: told, Resources: [] });
        const answer = await fetch(url, init);
        if (startIndex !== 1 || answer.status !== 200) return answer;
        const list = (await answer
          .clone()
          .json()
          .catch(() => ({}))) as JsonObject;
        told = typeof list["totalResults"] === "number" ? list["totalResults"] : Number.POSITIVE_INFINITY;
        return answer;
      };
    },
  },
  absenceNotVerified: {
    mistake: "An account that a complete list did not show counts as gone without being asked for.",
    caughtBy: 17,
    fetch: (fetch) => async (url, init) =>
      init.method === "GET" && /\/Users\/[^/?]+$/.test(url)
        ? json(404, { detail: "Not asked." })
        : await fetch(url, init),
  },
  pageSkippedAfterRestart: {
    mistake: "A run that goes on after a restart leaves out the page it stood at.",
    caughtBy: 1,
    rows: changing('next_start_index as "nextStartIndex"', (row) =>
      Number(row["nextStartIndex"]) > 1 ? { ...row, nextStartIndex: Number(row["nextStartIndex"]) + 2 } : row,
    ),
  },
  safeguardTooLate: {
    mistake: "The safeguard is not asked before the first account is taken away.",
    caughtBy: 33,
    rows: changing("import_safeguard from app", (row) => ({ ...row, own: { status: "DISABLED" } })),
  },
  cancelledGoesOn: {
    mistake: "A run does not look whether it was cancelled meanwhile.",
    caughtBy: 3,
    statement: (text) => text.replaceAll(HOLDS_LEASE, "$1::text is not null"),
  },
  heldGoesOn: {
    mistake: "A run that the safeguard stops goes on with its removals.",
    caughtBy: 33,
    statement: (text) => text.replace("set state = 'HELD', hold =", "set hold ="),
  },
} satisfies Readonly<Record<string, ImportBug>>;

/** The name of a bug of imports. */
export type PlantedImportBug = keyof typeof IMPORT_BUGS;

/** A bug by name; the one that bends nothing when there is none. */
export function importBugOf(name: PlantedImportBug | undefined): ImportBug {
  return name === undefined ? { mistake: "", caughtBy: 0 } : IMPORT_BUGS[name];
}
