/** A service provider whose lists misbehave as those of targets in the field do: each world has habits of its own. */
import type { JsonObject } from "@lockstep/scim";
import type { SeededRandom } from "../world/seeded-random.ts";

/** How a target lists. Rates are probabilities of one page. */
export interface Habits {
  /** Rows of a page at most, whatever is asked for. */
  readonly pageSizeMax: number;
  /** What it tells as `totalResults`: the truth, half of it, more than there is, nothing, or each time something else. */
  readonly total: "true" | "low" | "high" | "untold" | "wavering";
  /** A row of the page is left out. */
  readonly skipRate: number;
  /** The page begins a row too early. */
  readonly repeatRate: number;
  /** The page is of the list in another order. */
  readonly reorderRate: number;
  /** The list is shown as empty, total included. */
  readonly emptyRate: number;
  /** 404 comes instead of a page. */
  readonly missingRate: number;
}

/** A target that only caps its pages. */
export const HONEST: Omit<Habits, "pageSizeMax"> = {
  total: "true",
  skipRate: 0,
  repeatRate: 0,
  reorderRate: 0,
  emptyRate: 0,
  missingRate: 0,
};

/** Draws the habits of a world; a third of the targets only cap their pages. */
export function drawHabits(random: SeededRandom): Habits {
  const pageSizeMax = random.between(2, 6);
  if (random.chance(0.34)) return { pageSizeMax, ...HONEST };
  const rateOf = (probability: number, rates: readonly number[]) =>
    random.chance(probability) ? random.pick(rates) : 0;
  return {
    pageSizeMax,
    total: random.pick(["true", "true", "low", "high", "untold", "wavering"] as const),
    skipRate: rateOf(0.3, [0.1, 0.3]),
    repeatRate: rateOf(0.3, [0.1, 0.3]),
    reorderRate: rateOf(0.2, [0.2]),
    emptyRate: rateOf(0.25, [0.05, 0.2]),
    missingRate: rateOf(0.2, [0.05]),
  };
}

/** Whether all rows of a walk are shown, were nothing to change meanwhile. */
export function showsAllRows(habits: Habits): boolean {
  const { skipRate, repeatRate, reorderRate, emptyRate, missingRate } = habits;
  return skipRate + repeatRate + reorderRate + emptyRate + missingRate === 0;
}

type Server = (request: Request) => Promise<Response>;

/** Told of each page: what was asked for, and how many rows were shown. */
type PageWatcher = (page: { readonly path: string; readonly rows: number }) => void;

/** The server with habits; they are read at each page. Questions for one account are answered as ever. */
export function unrulyServer(
  server: Server,
  random: SeededRandom,
  { habitsNow, onPage }: { readonly habitsNow: () => Habits; readonly onPage: PageWatcher },
): Server {
  return async (request) => {
    const url = new URL(request.url);
    if (request.method !== "GET" || !isListing(url)) return await server(request);
    const habits = habitsNow();
    const path = url.pathname + url.search;
    const tell = (list: JsonObject) => {
      onPage({ path, rows: (list["Resources"] as readonly JsonObject[]).length });
      return json(200, list);
    };
    if (random.chance(habits.missingRate)) return json(404, { detail: "Nothing is here." });
    misplace(url, random, habits);
    const answer = await server(new Request(url, { headers: request.headers }));
    if (answer.status !== 200) return answer;
    const list = (await answer.json()) as JsonObject;
    if (random.chance(habits.emptyRate)) return tell({ ...list, totalResults: 0, itemsPerPage: 0, Resources: [] });
    return tell(misstate(list, random, habits));
  };
}

/** A list as imports read it: by place, of all or of what changed since. */
function isListing({ pathname, searchParams }: URL): boolean {
  const filter = searchParams.get("filter") ?? "";
  return /\/(Users|Groups)$/.test(pathname) && (filter === "" || filter.startsWith("meta.lastModified"));
}

function misplace({ searchParams }: URL, random: SeededRandom, habits: Habits): void {
  const startIndex = Number(searchParams.get("startIndex") ?? 1);
  if (startIndex > 1 && random.chance(habits.repeatRate)) searchParams.set("startIndex", String(startIndex - 1));
  searchParams.set("count", String(Math.min(Number(searchParams.get("count") ?? 100), habits.pageSizeMax)));
  if (!random.chance(habits.reorderRate)) return;
  searchParams.set("sortBy", "id");
  searchParams.set("sortOrder", "descending");
}

function misstate(list: JsonObject, random: SeededRandom, habits: Habits): JsonObject {
  const rows = (list["Resources"] ?? []) as readonly JsonObject[];
  const isSkipping = rows.length > 0 && random.chance(habits.skipRate);
  const left = isSkipping ? random.between(0, rows.length - 1) : -1;
  const { totalResults, ...rest } = list;
  const total = toldTotal(Number(totalResults), random, habits.total);
  return {
    ...rest,
    ...(total === undefined ? {} : { totalResults: total }),
    Resources: rows.filter((_, index) => index !== left),
  };
}

function toldTotal(total: number, random: SeededRandom, kind: Habits["total"]): number | undefined {
  switch (kind) {
    case "true":
      return total;
    case "low":
      return total >> 1;
    case "high":
      return total + 2;
    case "untold":
      return undefined;
    case "wavering":
      return Math.max(0, total + random.between(-2, 2));
  }
}

function json(status: number, body: JsonObject): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/scim+json" } });
}
