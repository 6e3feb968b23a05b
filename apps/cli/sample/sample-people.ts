import { readFile } from "node:fs/promises";
import type { DirectoryGroup } from "@lockstep/directory-app/contract";
import { parse } from "csv-parse/sync";
import { importPeople } from "../commands/people-import.ts";
import type { SampleContext } from "./provision-sample.ts";
import { randomPassword } from "./random-password.ts";

/** Creates the groups of `groups.csv` that the directory does not hold yet. */
export async function importGroups(context: SampleContext): Promise<void> {
  const rows = parse(await readFile(new URL("groups.csv", context.samples)), { columns: true, bom: true }) as readonly {
    readonly name: string;
    readonly description: string;
  }[];
  const present = new Set((await listGroups(context)).map((group) => group.profile.name.toLowerCase()));
  for (const row of rows) {
    if (present.has(row.name.toLowerCase())) continue;
    await context.client.request({ method: "POST", path: "/api/v1/groups", body: { profile: row } });
  }
  context.output.line(`  ${rows.length} groups stand in the directory.`);
}

/** Imports `people.csv`; people who are there already stay as they are. */
export async function importSamplePeople(context: SampleContext): Promise<void> {
  const content = withPasswords(await readFile(new URL("people.csv", context.samples), "utf8"));
  const report = await importPeople(context.client, new TextEncoder().encode(content), {
    dryRun: false,
    output: context.output,
  });
  const problem = report.errors[0];
  if (problem !== undefined) throw new Error(`samples/people.csv, row ${problem.row}: ${problem.message}`);
  context.output.line(`  ${report.rows} people stand in the directory.`);
}

/** Gives each row a random password that nobody knows: people without one would all be pending activation. Who is there keeps the old one. */
function withPasswords(csv: string): string {
  const [head = "", ...rows] = csv.trimEnd().split("\n");
  return [`${head},password`, ...rows.map((row) => `${row},${randomPassword()}`), ""].join("\n");
}

/** All groups that an administrator made. */
export async function listGroups(context: SampleContext): Promise<readonly DirectoryGroup[]> {
  const groups = await context.client.request<readonly DirectoryGroup[]>({ path: "/api/v1/groups?limit=200" });
  return groups.filter((group) => group.type === "OKTA_GROUP");
}
