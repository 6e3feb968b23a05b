/** Reset links: single use, one hour, kept as SHA-256; the link itself stands only in the mail. */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock, Random, ResourceId } from "@lockstep/ports";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { reserveAttempt } from "./attempt.ts";
import { writeAudit } from "./audit.ts";
import { newToken, sha256 } from "./digest.ts";
import { writeMail } from "./mail.ts";
import type { PasswordHasher } from "./password.ts";
import { setPassword, toLoginKey } from "./sign-in.ts";

/** How long a link holds: for a forgotten password, and for the first one of a user added by hand. */
export const RESET_LINK_MINUTES = 60;
export const WELCOME_LINK_DAYS = 7;

interface LinkWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Uint8Array;
}

interface World extends LinkWorld {
  readonly database: Database<ServiceTables>;
}

/** What a request for links led to: the mails to deliver, or too many requests. */
export type ResetRequest =
  | { readonly kind: "accepted"; readonly mails: readonly { readonly accountId: AccountId; readonly mailId: string }[] }
  | { readonly kind: "tooMany"; readonly retryAfterSeconds: number };

/**
 * Makes a link and a mail for each active user of that e-mail. The answer and, one transaction being written either way, the time
 * are alike for known and unknown e-mails.
 */
export function requestReset(email: string, pageUrl: (token: string) => string, world: World): Promise<ResetRequest> {
  const loginKey = toLoginKey(email);
  return world.database.transaction(async (trx) => {
    const attempt = { kind: "reset", masterKey: world.masterKey, loginKey } as const;
    const reservation = await reserveAttempt(trx, attempt, world.clock.now());
    if (!reservation.allowed) return { kind: "tooMany", retryAfterSeconds: reservation.retryAfterSeconds };
    const { rows } = await sql<Recipient>`
      select account_id, account_name, user_id from find_sign_ins(${loginKey}) where is_active`.execute(trx);
    const mails: { accountId: AccountId; mailId: string }[] = [];
    for (const row of rows) {
      await enterAccount(trx, row.account_id);
      mails.push({ accountId: row.account_id, mailId: await sendLink(trx, row, pageUrl, world) });
    }
    return { kind: "accepted", mails };
  });
}

interface Recipient {
  readonly account_id: AccountId;
  readonly account_name: string;
  readonly user_id: ResourceId;
}

async function sendLink(
  trx: QueryExecutorProvider,
  user: Recipient,
  pageUrl: (token: string) => string,
  world: LinkWorld,
): Promise<string> {
  const url = await writeLink(trx, { ...user, minutes: RESET_LINK_MINUTES, pageUrl }, world);
  const { rows } = await sql<{ user_name: string }>`
    select doc->>'userName' as user_name from resource
    where account_id = ${user.account_id} and id = ${user.user_id}`.execute(trx);
  const mail = {
    to: rows[0]?.user_name ?? "",
    subject: "Reset your password",
    text:
      `Someone asked for a new password for your user of ${user.account_name}.\n\n` +
      `Choose it here within ${RESET_LINK_MINUTES} minutes; the link works once:\n${url}\n\n` +
      "If it was not you, do nothing: your password stays as it is.\n",
  };
  return writeMail(trx, user.account_id, mail, world);
}

/** Sends the link by which a user who was added by hand chooses the first password. Runs in the account's transaction. */
export async function sendWelcomeLink(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: ResourceId; readonly email: string },
  pageUrl: (token: string) => string,
  world: LinkWorld,
): Promise<string> {
  const link = { account_id: user.accountId, user_id: user.userId, minutes: WELCOME_LINK_DAYS * 24 * 60, pageUrl };
  const url = await writeLink(trx, link, world);
  const { rows } = await sql<{ name: string }>`select name from account where id = ${user.accountId}`.execute(trx);
  const mail = {
    to: user.email,
    subject: "Choose your password",
    text:
      `You have been added as a user of ${rows[0]?.name ?? ""}.\n\n` +
      `Choose your password here within ${WELCOME_LINK_DAYS} days; the link works once:\n${url}\n`,
  };
  return writeMail(trx, user.accountId, mail, world);
}

async function writeLink(
  trx: QueryExecutorProvider,
  link: Pick<Recipient, "account_id" | "user_id"> & { minutes: number; pageUrl: (token: string) => string },
  world: LinkWorld,
): Promise<string> {
  const token = newToken(world.random);
  const now = world.clock.now();
  await sql`
    delete from reset_link
    where account_id = ${link.account_id} and user_id = ${link.user_id} and expires_at <= ${new Date(now)}`.execute(
    trx,
  );
  await sql`
    insert into reset_link (token_sha256, account_id, user_id, created_at, expires_at)
    values (
      ${sha256(token)}, ${link.account_id}, ${link.user_id}, ${new Date(now)},
      ${new Date(now + link.minutes * 60_000)})`.execute(trx);
  await writeAudit(trx, { accountId: link.account_id, action: "resetLink.sent", subjectId: link.user_id }, world);
  return link.pageUrl(token);
}

/** Uses up the link and sets the password; false when the link was used, has expired or is unknown. Ends the user's sessions. */
export function useResetLink(
  token: string,
  password: string,
  world: World & { readonly hasher: PasswordHasher },
): Promise<boolean> {
  return world.database.transaction(async (trx) => {
    const now = world.clock.now();
    const { rows } = await sql<{ account_id: AccountId; user_id: ResourceId }>`
      select account_id, user_id from take_reset_link(${sha256(token)}, ${new Date(now)})`.execute(trx);
    const link = rows[0];
    if (link === undefined) return false;
    const user = { accountId: link.account_id, userId: link.user_id };
    await enterAccount(trx, link.account_id);
    await setPassword(trx, user, { passwordHash: await world.hasher.hash(password), now });
    const entry = { accountId: user.accountId, actorUserId: user.userId, subjectId: user.userId } as const;
    await writeAudit(trx, { ...entry, action: "user.passwordReset" }, world);
    return true;
  });
}

/** Row-level security from here to the end of the transaction: this account's rows. */
async function enterAccount(trx: QueryExecutorProvider, accountId: AccountId): Promise<void> {
  await sql`select set_config('lockstep.account_id', ${accountId}, true)`.execute(trx);
}
