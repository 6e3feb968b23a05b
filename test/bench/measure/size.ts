/** What must not grow with the number of users or members: look-ups, pages, changes of membership (DESIGN §8). */
import { fileURLToPath } from "node:url";
import { runLoad } from "./load.ts";
import { median, type Row } from "./report.ts";
import { outputOf } from "./run-script.ts";
import type { Targets } from "./targets.ts";

const COMMAND = fileURLToPath(new URL("../../../apps/cli/main.ts", import.meta.url));
const SMALL = { users: 1_000, members: 100 };
const TARGETS = { lookUp: 1.3, lastPage: 1.5, member: 1.3, seedMs: 120_000 };
/** Resources in a page: as many as a page may have, but at least a hundred pages. */
const PAGE_MAX = 1_000;
const PAGES_MIN = 100;
/** Pages at each end that are compared, and members that are added to each group. */
const PAGES = 20;
const ADDITIONS = 200;
const NAMES = 1_000;
const MEBIBYTE = 1_048_576;

interface Sizes {
  readonly users: number;
  readonly members: number;
  readonly seconds: number;
  readonly rounds: number;
}

/** Seeds a small and a large account and compares them. */
export async function compareSizes(targets: Targets, sizes: Sizes): Promise<readonly Row[]> {
  const small = await seed(targets, "Small", SMALL);
  const large = await seed(targets, "Large", sizes);
  console.log(
    `  seeded ${sizes.users} users and ${sizes.members} members in ${(large.durationMs / 1_000).toFixed(1)} s`,
  );
  const rows: Row[] = [
    {
      what: `lockstep seed, ${sizes.users} users and ${sizes.members} members: seconds`,
      value: large.durationMs / 1_000,
      target: { atMost: TARGETS.seedMs / 1_000 },
      spread: "once",
    },
  ];
  rows.push(await compareLookUps(targets, sizes, "find"));
  rows.push(await compareLookUps(targets, sizes, "findExternal"));
  rows.push(await comparePages(targets, sizes));
  rows.push(...(await compareMembers(targets, sizes, { small: small.groupId, large: large.groupId })));
  return rows;
}

async function seed(
  targets: Targets,
  account: string,
  { users, members }: { readonly users: number; readonly members: number },
): Promise<{ readonly groupId: string; readonly durationMs: number }> {
  const args = [
    "seed",
    "--users",
    String(users),
    "--members",
    String(members),
    "--account",
    account,
    "--append",
    "--json",
  ];
  const output = await outputOf(COMMAND, args, { DATABASE_URL: targets.ownerUrl });
  return JSON.parse(output) as { readonly groupId: string; readonly durationMs: number };
}

async function compareLookUps(targets: Targets, sizes: Sizes, kind: "find" | "findExternal"): Promise<Row> {
  const run = async (authorization: string, users: number) => {
    const names = Array.from({ length: Math.min(NAMES, users) }, (_, index) => {
      const place = 1 + Math.floor((index * users) / Math.min(NAMES, users));
      return kind === "find" ? `seeded${place}@seed.example` : `seeded-${place}`;
    });
    const load = { kind, url: targets.scimUrl, authorization, ids: ["-"], names, seconds: sizes.seconds, firstTurn: 1 };
    return (await runLoad(load)).perSecond;
  };
  await run(targets.small, SMALL.users);
  await run(targets.large, sizes.users);
  const ratios: number[] = [];
  for (let round = 0; round < sizes.rounds; round += 1) {
    ratios.push((await run(targets.small, SMALL.users)) / (await run(targets.large, sizes.users)));
  }
  const attribute = kind === "find" ? "userName" : "externalId";
  return {
    what: `find by ${attribute} at ${sizes.users} users, times that at ${SMALL.users}`,
    value: median(ratios),
    target: { atMost: TARGETS.lookUp },
    spread: listOf(ratios),
  };
}

/** Goes through all users, page after page; the pages at both ends are compared. */
async function comparePages(targets: Targets, { users }: Sizes): Promise<Row> {
  const count = Math.max(1, Math.min(PAGE_MAX, Math.floor(users / PAGES_MIN)));
  const times: number[] = [];
  let seen = 0;
  let total = Number.POSITIVE_INFINITY;
  while (seen < total) {
    const startedAt = performance.now();
    const { body } = await ask(targets, { method: "GET", path: `/Users?startIndex=${seen + 1}&count=${count}` });
    times.push(performance.now() - startedAt);
    const page = JSON.parse(body) as { readonly totalResults: number; readonly Resources?: readonly unknown[] };
    if ((page.Resources ?? []).length === 0) break;
    total = page.totalResults;
    seen += page.Resources?.length ?? 0;
  }
  if (seen !== total || total < users) throw new Error(`Page after page showed ${seen} of ${total} users`);
  // Not the very first ones: code and connections are warm by then. Not the last one: it is not full.
  const early = median(times.slice(PAGES, 2 * PAGES));
  const late = median(times.slice(-PAGES - 1, -1));
  return {
    what: `list, page after page: last of ${times.length} pages, times the first`,
    value: late / early,
    target: { atMost: TARGETS.lastPage },
    spread: `${early.toFixed(1)} ms early, ${late.toFixed(1)} ms late`,
  };
}

async function compareMembers(
  targets: Targets,
  sizes: Sizes,
  groups: { readonly small: string; readonly large: string },
): Promise<readonly Row[]> {
  const filter = encodeURIComponent('userName sw "seeded"');
  const idsOf = async (authorization: string, startIndex: number) => {
    const path = `/Users?filter=${filter}&attributes=id&count=${ADDITIONS}&startIndex=${startIndex}`;
    const { body } = await ask({ ...targets, large: authorization }, { method: "GET", path });
    return (JSON.parse(body) as { readonly Resources: readonly { readonly id: string }[] }).Resources.map(
      ({ id }) => id,
    );
  };
  // Those that are in no group yet come last in the order of making.
  const small = await idsOf(targets.small, SMALL.users - ADDITIONS + 1);
  const large = await idsOf(targets.large, sizes.users - ADDITIONS + 1);
  const times = { small: [] as number[], large: [] as number[] };
  const bytes = { small: new Set<number>(), large: new Set<number>() };
  for (let index = 0; index < ADDITIONS; index += 1) {
    for (const which of ["small", "large"] as const) {
      const value = (which === "small" ? small : large)[index];
      const Operations = [{ op: "add", path: "members", value: [{ value }] }];
      const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
      const startedAt = performance.now();
      const answered = await ask(
        { ...targets, large: which === "small" ? targets.small : targets.large },
        { method: "PATCH", path: `/Groups/${groups[which]}`, body: JSON.stringify({ schemas, Operations }) },
      );
      times[which].push(performance.now() - startedAt);
      bytes[which].add(answered.body.length);
    }
  }
  const [few, many] = [median(times.small), median(times.large)];
  const largest = Math.max(...bytes.large, ...bytes.small);
  return [
    {
      what: `add one member at ${sizes.members} members, times that at ${SMALL.members}`,
      value: many / few,
      target: { atMost: TARGETS.member },
      spread: `${few.toFixed(1)} ms and ${many.toFixed(1)} ms`,
    },
    {
      what: "add one member: difference in the size of the answer, MiB",
      value: (largest - Math.min(...bytes.large, ...bytes.small)) / MEBIBYTE,
      target: { atMost: 0 },
      spread: `${largest} bytes`,
    },
  ];
}

async function ask(
  targets: Targets,
  request: { readonly method: string; readonly path: string; readonly body?: string },
): Promise<{ readonly body: string }> {
  const { method, path, body } = request;
  const headers = { authorization: targets.large, "content-type": "application/scim+json" };
  const response = await fetch(`${targets.scimUrl}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
  return { body: text };
}

function listOf(values: readonly number[]): string {
  return values.map((value) => value.toFixed(2)).join(" ");
}
