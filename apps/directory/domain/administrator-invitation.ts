/** Passwords of administrators: chosen over a single-use link, or changed by who knows the old one. */
import { type Kysely, sql } from "kysely";
import { ADMINISTRATOR_COLUMNS, type Administrator, actorOf } from "./access.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { endSessionsIn } from "./console-sessions.ts";
import { DirectoryError } from "./error.ts";
import { randomText } from "./ids.ts";
import { hashPassword, tokenDigest, verifyPassword } from "./password.ts";
import { loadPasswordPolicy } from "./password-policy/policy.ts";
import { passwordProblem } from "./password-policy/settings.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

const LIFE_MS = 7 * 24 * 60 * 60 * 1000;
/** 43 characters of 62: 256 bits. */
const TOKEN_LENGTH = 43;

/** Makes a link's token; an earlier one of the administrator ends. */
export async function issueInvitation(trx: Trx, act: Act, administratorId: string): Promise<string> {
  const token = randomText(act.random, TOKEN_LENGTH);
  await sql`
    insert into administrator_invitation (administrator_id, token_sha256, expires_at)
    values (${administratorId}, ${tokenDigest(token)}, ${new Date(act.clock.now() + LIFE_MS)})
    on conflict (administrator_id) do update set token_sha256 = excluded.token_sha256, expires_at = excluded.expires_at`.execute(
    trx,
  );
  return token;
}

/** Whose link it is; undefined when it is unknown, used or too old. */
export async function findInvited(
  act: Pick<Act, "clock">,
  db: Kysely<DirectoryTables>,
  token: string,
): Promise<Administrator | undefined> {
  const { rows } = await sql<Administrator>`
    select ${ADMINISTRATOR_COLUMNS}
    from administrator_invitation join administrator on administrator.id = administrator_invitation.administrator_id
    where administrator_invitation.token_sha256 = ${tokenDigest(token)}
      and administrator_invitation.expires_at > ${new Date(act.clock.now())} and administrator.status = 'ACTIVE'`.execute(
    db,
  );
  return rows[0];
}

/** Stores the password that somebody chose over the link, which is used up by it. Sessions that were open end. */
export async function redeemInvitation(act: Act, token: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  await act.database.transaction(async (trx) => {
    const administrator = await findInvited(act, trx, token);
    if (administrator === undefined) throw new DirectoryError("E0000011");
    await assertGood(trx, administrator, password);
    const { numAffectedRows } = await sql`
      delete from administrator_invitation where token_sha256 = ${tokenDigest(token)}`.execute(trx);
    if (numAffectedRows === 0n) throw new DirectoryError("E0000011");
    await storePassword(trx, { ...act, actor: actorOf(administrator) }, { administrator, hash, keptId: undefined });
  });
}

/** A password that is to replace another one. `sessionId`: the session that goes on; all others end. */
export interface OwnPasswordChange {
  readonly oldPassword: string;
  readonly newPassword: string;
  readonly sessionId: string | undefined;
}

/** Changes the caller's own password. E0000014 when the old one is wrong, E0000080 when the policy refuses the new one. */
export async function changeOwnPassword(act: Act, administratorId: string, change: OwnPasswordChange): Promise<void> {
  const { rows } = await sql<Administrator & { password_hash: string | null }>`
    select ${ADMINISTRATOR_COLUMNS}, administrator.password_hash from administrator where id = ${administratorId}`.execute(
    act.database.kysely,
  );
  const [administrator] = rows;
  const isRight = await verifyPassword(administrator?.password_hash, change.oldPassword);
  if (administrator === undefined || !isRight) {
    throw new DirectoryError("E0000014", { causes: ["oldPassword: The current password is not right"] });
  }
  await assertGood(act.database.kysely, administrator, change.newPassword);
  const hash = await hashPassword(change.newPassword);
  await act.database.transaction((trx) => storePassword(trx, act, { administrator, hash, keptId: change.sessionId }));
}

async function assertGood(db: Kysely<DirectoryTables>, administrator: Administrator, password: string): Promise<void> {
  const { settings } = await loadPasswordPolicy(db);
  const owner = { login: administrator.login, firstName: "", lastName: "" };
  const problem = passwordProblem(settings, password, owner);
  if (problem !== undefined) throw new DirectoryError("E0000080", { causes: [`password: ${problem}`] });
}

async function storePassword(
  trx: Trx,
  act: Act,
  change: { readonly administrator: Administrator; readonly hash: string; readonly keptId: string | undefined },
): Promise<void> {
  const party = actorOf(change.administrator);
  await sql`
    update administrator set password_hash = ${change.hash}, last_updated_at = now() where id = ${party.id}`.execute(
    trx,
  );
  // A link that somebody else may have seen is no second way in.
  await sql`delete from administrator_invitation where administrator_id = ${party.id}`.execute(trx);
  await endSessionsIn(trx, act, { party, keptId: change.keptId });
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "user.account.update_password",
      displayMessage: "Update password of an administrator",
      targets: [party],
    }),
  );
}
