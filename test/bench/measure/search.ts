/** Search of people as the console's list asks: over HTTP, the first page with its total, in a directory of many people. */
import type { BenchDirectory } from "./directory.ts";
import { median, type Row } from "./report.ts";

const TARGET_MS = 200;
const REPEATS = 15;
const GIVEN = [
  "Anna",
  "Bas",
  "Carla",
  "Daan",
  "Els",
  "Finn",
  "Greta",
  "Hugo",
  "Iris",
  "Jan",
  "Kim",
  "Lars",
  "Mila",
  "Noor",
  "Otto",
];
const FAMILY = [
  "Aal",
  "Berg",
  "Claes",
  "Dorn",
  "Ekker",
  "Fries",
  "Groot",
  "Haas",
  "Ibsen",
  "Jonker",
  "Kuiper",
  "Linde",
  "Maas",
];
const DEPARTMENTS = ["Sales", "Finance", "Support", "Legal", "Field", "Research"];

/** What is looked for, and how many have it. */
const SEARCHES = [
  { name: "one person's e-mail", query: "q=anna.aal195%40meridian.example" },
  { name: "two words that few share", query: "q=kim%20kuiper1" },
  { name: "a given name that one of fifteen has", query: "q=greta" },
  { name: "the domain that everybody has", query: "q=meridian" },
  { name: "its first letter", query: "q=m" },
  { name: "a letter that few words begin with", query: "q=o" },
  { name: "a word that nobody has", query: "q=zzyzx" },
  { name: "the domain, suspended people", query: "q=meridian&status=SUSPENDED" },
  { name: "the domain, one department", query: "q=meridian&department=Legal" },
  { name: "two words that everybody has", query: "q=meridian%20example" },
  { name: "a word that everybody has and a rare one", query: "q=meridian%20kuiper77" },
  { name: "no word, suspended people", query: "status=SUSPENDED" },
  { name: "no word at all", query: "" },
  { name: "the domain, by e-mail", query: "q=meridian&sortBy=profile.email" },
] as const;

/** People 1 to `count` with names, e-mails of one domain, departments; one of twenty is suspended, one of fifty deactivated. */
export async function fillNamedPeople(bench: BenchDirectory, count: number): Promise<void> {
  await bench.sql(
    `insert into person (id, status, source, profile)
     select '00u' || lpad(nr::text, 17, '0'),
       case when nr % 50 = 7 then 'DEPROVISIONED' when nr % 20 = 3 then 'SUSPENDED' else 'ACTIVE' end, 'api',
       jsonb_build_object('firstName', given, 'lastName', family || nr, 'displayName', given || ' ' || family || nr,
         'login', lower(given || '.' || family) || nr || '@meridian.example', 'email', lower(given || '.' || family) || nr || '@meridian.example',
         'department', ($4::text[])[1 + nr % 6], 'title', 'Member ' || nr)
     from (select nr, ($2::text[])[1 + nr % 15] as given, ($3::text[])[1 + nr % 13] as family from generate_series(1, $1::int) as nr) as named`,
    [count, GIVEN, FAMILY, DEPARTMENTS],
  );
  await bench.sql("vacuum (analyze) person");
}

/** One search after the other, as one administrator types. */
export async function measureSearch(bench: BenchDirectory, people: number): Promise<readonly Row[]> {
  const { url, authorization } = await bench.listen();
  const rows: Row[] = [];
  for (const { name, query } of SEARCHES) {
    const times: number[] = [];
    let total = 0;
    for (let repeat = 0; repeat <= REPEATS; repeat += 1) {
      const startedAt = performance.now();
      const answer = await fetch(`${url}/api/lockstep/v1/people?limit=50&${query}`, { headers: { authorization } });
      const page = (await answer.json()) as { readonly total: number };
      if (!answer.ok) throw new Error(`${query}: ${answer.status} ${JSON.stringify(page)}`);
      // The first one finds a cold cache.
      if (repeat > 0) times.push(performance.now() - startedAt);
      total = page.total;
    }
    const [quickest, slowest] = [Math.min(...times), Math.max(...times)].map((time) => time.toFixed(0));
    rows.push({
      what: `search of ${people} people: ${name}, ms`,
      value: median(times),
      target: { atMost: TARGET_MS },
      spread: `${quickest} to ${slowest}; ${total} found`,
    });
  }
  return rows;
}
