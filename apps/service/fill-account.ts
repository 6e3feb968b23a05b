/**
 * Fills an account with users and one group, many at once: for trying the service at the size of a large customer. The rows
 * are those that SCIM would have made, but for the events: there is nothing to tell anybody.
 */
import { type BulkConnection, toCopyText } from "@lockstep/database";
import { type AccountId, type Clock, type Random, uuidV7 } from "@lockstep/ports";

/** Users that go to the database in one transaction. */
const CHUNK_USERS = 20_000;
/** Most users of one call. */
export const FILL_USERS_MAX = 10_000_000;

/** What to make. */
export interface Filling {
  readonly accountId: AccountId;
  /** Users are `PREFIX1@seed.example`, `PREFIX2@seed.example`, … */
  readonly prefix: string;
  readonly users: number;
  /** The first so many users become members of one group; 0: no group. */
  readonly members: number;
  readonly groupName: string;
  /** Fill an account that has users or groups already. */
  readonly append: boolean;
}

/** Where and with what; the connections work side by side. */
export interface FillingMeans {
  readonly connections: readonly BulkConnection[];
  readonly clock: Clock;
  readonly random: Random;
  readonly onProgress: (users: number) => void;
}

/** A filling that cannot be; the message says what to do. */
export class FillingError extends Error {
  override readonly name = "FillingError";
}

const USERS = `
  insert into resource
    (account_id, id, type, doc, created_at, modified_at, user_name_key, external_id, display_name_key)
  select $1, s.id, 'User', s.doc, $2, $2, s.login, s.external_id, s.display_name_key from seed_user s`;
const SIGN_INS = `
  insert into sign_in (account_id, user_id, login_key, is_active, is_provisioned, created_at)
  select $1, s.id, s.login, true, true, $2 from seed_user s`;
const PLACES = `
  insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
  select $1, s.id, $3, 'provisioned', true, $2 from seed_user s`;
const COUNT = `
  insert into resource_count as c (account_id, type, slot, amount) values ($1, $2, pg_backend_pid() % 32, $3)
  on conflict (account_id, type, slot) do update set amount = c.amount + excluded.amount`;
const GROUP = `
  insert into resource (account_id, id, type, doc, created_at, modified_at, display_name_key, member_count)
  values ($1, $2, 'Group', $3, $4, $4, $5, $6)`;
const MEMBERS = `
  insert into membership (account_id, group_id, member_id, added_at)
  select $1, $2, m.id, $4 from unnest($3::uuid[]) as m(id)`;

/** Fills the account and returns the group's id. Throws `FillingError`; what was stored until then stays. */
export async function fillAccount(
  filling: Filling,
  means: FillingMeans,
): Promise<{ readonly groupId: string | undefined }> {
  const [first] = means.connections;
  if (first === undefined) throw new Error("Filling an account takes a connection");
  assertSizes(filling);
  const organisationId = await prepare(first, filling);
  const ids: string[] = [];
  let next = 0;
  let done = 0;
  await Promise.all(
    means.connections.map(async (connection) => {
      await connection.run(`create temporary table if not exists seed_user (
        id uuid not null, doc jsonb not null, login text not null, external_id text not null, display_name_key text not null)`);
      while (next < filling.users) {
        const from = next;
        const to = Math.min(filling.users, from + CHUNK_USERS);
        next = to;
        const lines: string[] = [];
        for (let index = from; index < to; index += 1) {
          const id = uuidV7(means.clock, means.random);
          if (index < filling.members) ids.push(id);
          lines.push(lineOf(id, filling.prefix, index + 1));
        }
        await storeUsers(connection, filling, { lines, organisationId, at: new Date(means.clock.now()) });
        done += to - from;
        means.onProgress(done);
      }
    }),
  );
  if (filling.members === 0) return { groupId: undefined };
  return { groupId: await storeGroup(first, filling, { ids, means }) };
}

function assertSizes({ users, members, prefix }: Filling): void {
  const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most;
  if (!isCount(users, FILL_USERS_MAX))
    throw new FillingError(`The number of users must be from 0 to ${FILL_USERS_MAX}.`);
  if (!isCount(members, users)) throw new FillingError("The number of members must be from 0 to the number of users.");
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(prefix)) {
    throw new FillingError(
      "The prefix must be 1 to 31 lower-case letters, digits and hyphens, and begin with a letter.",
    );
  }
}

/** The organisation that the users join. An account counts as empty while its users are those with a role. */
async function prepare(connection: BulkConnection, { accountId, append, prefix }: Filling): Promise<string> {
  return inAccount(connection, accountId, async () => {
    const [state] = await connection.run<{ mother: string | null; resources: number; holders: number; taken: boolean }>(
      `select
        (select id from organisation where account_id = $1 and parent_id is null) as mother,
        (select coalesce(sum(amount), 0) from resource_count where account_id = $1)::float8 as resources,
        (select count(distinct user_id) from role_grant where account_id = $1)::float8 as holders,
        exists (select from resource where account_id = $1 and type = 'User' and user_name_key = $2) as taken`,
      [accountId, userNameOf(prefix, 1)],
    );
    if (state?.mother === undefined || state.mother === null) {
      throw new FillingError("The account has no organisation: start Lockstep once, so that it is set up.");
    }
    if (!append && state.resources > state.holders) {
      throw new FillingError(
        "The account has users or groups already: say --append to add to them, or name another account.",
      );
    }
    if (state.taken)
      throw new FillingError(`There are users named ${prefix}1 and so on already: choose another --prefix.`);
    return state.mother;
  });
}

async function storeUsers(
  connection: BulkConnection,
  { accountId }: Filling,
  chunk: { readonly lines: readonly string[]; readonly organisationId: string; readonly at: Date },
): Promise<void> {
  await inAccount(connection, accountId, async () => {
    await connection.run("truncate seed_user");
    // Rows go through a table of this connection alone: COPY cannot write where row-level security is in force.
    await connection.copy("copy seed_user from stdin", chunk.lines.join(""));
    await connection.run(USERS, [accountId, chunk.at]);
    await connection.run(SIGN_INS, [accountId, chunk.at]);
    await connection.run(PLACES, [accountId, chunk.at, chunk.organisationId]);
    await connection.run(COUNT, [accountId, "User", chunk.lines.length]);
  });
}

async function storeGroup(
  connection: BulkConnection,
  { accountId, groupName }: Filling,
  { ids, means }: { readonly ids: readonly string[]; readonly means: FillingMeans },
): Promise<string> {
  const groupId = uuidV7(means.clock, means.random);
  const at = new Date(means.clock.now());
  await inAccount(connection, accountId, async () => {
    const doc = JSON.stringify({ displayName: groupName });
    await connection.run(GROUP, [accountId, groupId, doc, at, groupName.normalize("NFC").toLowerCase(), ids.length]);
    await connection.run(COUNT, [accountId, "Group", 1]);
    for (let from = 0; from < ids.length; from += CHUNK_USERS) {
      await connection.run(MEMBERS, [accountId, groupId, ids.slice(from, from + CHUNK_USERS), at]);
    }
  });
  return groupId;
}

async function inAccount<Result>(
  connection: BulkConnection,
  accountId: AccountId,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run("begin");
  try {
    await connection.run("select set_config('lockstep.account_id', $1, true)", [accountId]);
    const result = await work();
    await connection.run("commit");
    return result;
  } catch (error) {
    await connection.run("rollback").catch(() => undefined);
    throw error;
  }
}

function userNameOf(prefix: string, place: number): string {
  return `${prefix}${place}@seed.example`;
}

const GIVEN = ["Ada", "Ben", "Chloe", "Daan", "Eva", "Finn", "Grace", "Hugo", "Iris", "Jonas"];
const FAMILY = ["Adams", "Bakker", "Costa", "Dubois", "Evans", "Fischer", "García", "Hansen", "Ivanova", "Jansen"];

/** One line of COPY: id, document, and the three look-up keys. */
function lineOf(id: string, prefix: string, place: number): string {
  const userName = userNameOf(prefix, place);
  const externalId = `${prefix}-${place}`;
  const givenName = GIVEN[place % GIVEN.length] ?? "";
  const familyName = FAMILY[Math.floor(place / GIVEN.length) % FAMILY.length] ?? "";
  const displayName = `${givenName} ${familyName} ${place}`;
  const doc = JSON.stringify({
    userName,
    externalId,
    displayName,
    name: { givenName, familyName },
    active: true,
    emails: [{ value: userName, type: "work", primary: true }],
  });
  return `${[id, doc, userName, externalId, displayName.toLowerCase()].map(toCopyText).join("\t")}\n`;
}
