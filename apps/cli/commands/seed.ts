/** `lockstep seed`: users and a group in bulk, for trying the service at the size of a large customer. */
import {
  type BulkConnection,
  migrate,
  openBulkConnection,
  prepareHome,
  startEmbeddedDatabase,
  waitForDatabase,
} from "@lockstep/database";
import { type AccountId, poolRandom, silentLogger } from "@lockstep/ports";
import { fillAccount } from "@lockstep/service-app";
import { readEnvironment } from "../start/environment.ts";
import { SERVICE } from "../start/service-side.ts";
import { clock, random } from "../start/side-parts.ts";
import { formatDuration, type Output, progressBar } from "../terminal/output.ts";

export interface SeedOptions {
  readonly users: number;
  readonly members: number;
  readonly group: string;
  readonly prefix: string;
  readonly account?: string;
  readonly append: boolean;
  readonly json?: boolean;
}

/** Connections that fill side by side. */
const CONNECTIONS = 2;
/** Accounts that the message names when it is not clear which one is meant. */
const LISTED_MAX = 100;
const FILLED = ["resource", "membership", "resource_count", "sign_in", "user_organisation"];

/** Runs the command. Throws an error whose message says what to do. */
export async function runSeed(
  options: SeedOptions,
  context: { readonly output: Output; readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<void> {
  const startedAt = clock.now();
  const say = options.json === true ? () => undefined : (text: string) => context.output.line(text);
  const database = await reachDatabase(context.environment);
  try {
    const { ownerUrl } = database;
    await migrate({ ...SERVICE, ownerUrl, logger: silentLogger });
    const result = await seedAccount(options, ownerUrl, (done) => {
      if (options.json !== true) context.output.progress(`  Seeding users ${progressBar(done, options.users)}`);
    });
    const durationMs = clock.now() - startedAt;
    const { users, members } = options;
    if (options.json === true) context.output.line(JSON.stringify({ ...result, users, members, durationMs }));
    const group = members === 0 ? "" : ` and the group "${options.group}" with ${members} members`;
    say(`${users} users${group} are in the account ${result.accountName} (${formatDuration(durationMs)}).`);
  } finally {
    await database.stop();
  }
}

async function reachDatabase(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly ownerUrl: string; stop(): Promise<void> }> {
  const { home, databaseUrl } = readEnvironment(variables);
  if (databaseUrl === undefined) return startEmbeddedDatabase({ home: prepareHome(home), logger: silentLogger });
  await waitForDatabase(databaseUrl, { logger: silentLogger });
  return { ownerUrl: databaseUrl, stop: () => Promise.resolve() };
}

async function seedAccount(options: SeedOptions, ownerUrl: string, onProgress: (users: number) => void) {
  const { schema, role } = SERVICE;
  const connect = () => openBulkConnection({ url: ownerUrl, schema, applicationName: "lockstep-seed" });
  const opened: BulkConnection[] = [];
  try {
    const owner = await connect();
    opened.push(owner);
    const account = await findAccount(owner, options.account);
    const connections: BulkConnection[] = [];
    for (let count = 0; count < CONNECTIONS; count += 1) {
      const connection = await connect();
      opened.push(connection);
      connections.push(await boundTo(connection, role));
    }
    const { users, members, prefix, append, group: groupName } = options;
    const filling = { accountId: account.id, users, members, prefix, append, groupName };
    const { groupId } = await fillAccount(filling, { connections, clock, random: poolRandom(random), onProgress });
    // The planner has to know that the account has grown, and late pages are read from the index alone once it is clean.
    for (const table of FILLED) await owner.run(`vacuum (analyze) ${table}`);
    return { accountId: account.id, accountName: account.name, groupId };
  } finally {
    await Promise.all(opened.map((connection) => connection.close()));
  }
}

/**
 * The connection under the application's role. Perf: where the owner may, references are not checked row by row, which is half the
 * work: each row that is referred to was made a moment before by the same command.
 */
async function boundTo(connection: BulkConnection, role: string): Promise<BulkConnection> {
  const [owner] = await connection.run<{ is_superuser: boolean }>(
    "select rolsuper as is_superuser from pg_roles where rolname = current_user",
  );
  if (owner?.is_superuser === true) await connection.run("set session_replication_role = replica");
  await connection.run(`set role ${role}`);
  return connection;
}

interface Account {
  readonly id: AccountId;
  readonly name: string;
}

async function findAccount(owner: BulkConnection, wanted: string | undefined): Promise<Account> {
  const find = (text: string | null) =>
    owner.run<{ id: AccountId; name: string }>(
      `select id, name from account where $1::text is null or id::text = $1 or name = $1
       order by name, id limit ${LISTED_MAX}`,
      [text],
    );
  const found = await find(wanted ?? null);
  const [account] = found;
  if (account !== undefined && found.length === 1) return account;
  const listed = found.length > 0 ? found : await find(null);
  if (listed.length === 0)
    throw new Error("The database has no account yet: start Lockstep once, so that it is set up.");
  const names = listed.map(({ id, name }) => `"${name}" (${id})`).join(", ");
  throw new Error(`Name one account with --account. There are: ${names}.`);
}
