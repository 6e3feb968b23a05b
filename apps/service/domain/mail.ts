/** Mail: written to the outbox in the transaction of its cause, then handed to SMTP where one is configured. */

import type { Database } from "@lockstep/database";
import { type AccountId, type Clock, type Logger, type Random, uuidV7 } from "@lockstep/ports";
import { createTransport } from "nodemailer";
import type { OutboxMail } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { openText, sealText } from "./digest.ts";

/** Most mails that the outbox page shows, and how long a mail is kept. */
const OUTBOX_SHOWN_MAX = 100;
const KEPT_DAYS = 30;
const SMTP_TIMEOUT_MS = 15_000;

/** A mail to be sent. */
export interface MailDraft {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

interface Sealing {
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
}

/** Puts a mail in the outbox and returns its id. */
export async function writeMail(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  mail: MailDraft,
  world: Sealing,
): Promise<string> {
  const id = uuidV7(world.clock, world.random);
  const now = world.clock.now();
  await sql`
    delete from outbox_mail
    where account_id = ${accountId} and created_at < ${new Date(now - KEPT_DAYS * 24 * 3_600_000)}`.execute(trx);
  await sql`
    insert into outbox_mail (account_id, id, recipient, subject, text_sealed, created_at)
    values (
      ${accountId}, ${id}, ${mail.to}, ${mail.subject}, ${sealText(world.masterKey, world.random, mail.text)},
      ${new Date(now)})`.execute(trx);
  return id;
}

/** The latest mails that no SMTP server has taken. */
export async function listOutbox(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  masterKey: Uint8Array,
): Promise<readonly OutboxMail[]> {
  const { rows } = await sql<OutboxRow>`
    select id, recipient, subject, text_sealed, created_at from outbox_mail
    where account_id = ${accountId} order by created_at desc, id desc limit ${OUTBOX_SHOWN_MAX}`.execute(trx);
  return rows.map((row) => toOutboxMail(row, masterKey));
}

/** Hands mails of the outbox to SMTP in the background. */
export interface Mailer {
  /** Tries to send, and takes the mail out of the outbox when the server accepted it. Returns at once; never fails. */
  deliver(accountId: AccountId, mailId: string): void;
  /** Waits for mails on their way. */
  stop(): Promise<void>;
}

export interface MailerOptions {
  readonly database: Database<ServiceTables>;
  readonly masterKey: Uint8Array;
  readonly logger: Logger;
  readonly smtpUrl: string | undefined;
  readonly from: () => string;
}

/** Makes the mailer; without an SMTP URL mail stays in the outbox. */
export function createMailer(options: MailerOptions): Mailer {
  if (options.smtpUrl === undefined) return { deliver: () => undefined, stop: () => Promise.resolve() };
  const transport = createTransport({
    url: options.smtpUrl,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
  });
  const running = new Set<Promise<void>>();
  const send = async (accountId: AccountId, mailId: string) => {
    const mail = await findMail(options, accountId, mailId);
    if (mail === undefined) return;
    await transport.sendMail({ from: options.from(), to: mail.to, subject: mail.subject, text: mail.text });
    await options.database.inAccount(accountId, (trx) =>
      sql`delete from outbox_mail where account_id = ${accountId} and id = ${mailId}`.execute(trx),
    );
  };
  return {
    deliver: (accountId, mailId) => {
      const sending = send(accountId, mailId)
        .catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          options.logger.warn({ accountId, mailId, reason }, "Mail could not be sent; it stays in the outbox");
        })
        .finally(() => running.delete(sending));
      running.add(sending);
    },
    stop: async () => {
      await Promise.all(running);
      transport.close();
    },
  };
}

interface OutboxRow {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text_sealed: Uint8Array;
  readonly created_at: Date;
}

async function findMail(options: MailerOptions, accountId: AccountId, id: string): Promise<OutboxMail | undefined> {
  const { rows } = await options.database.inAccount(accountId, (trx) =>
    sql<OutboxRow>`
      select id, recipient, subject, text_sealed, created_at from outbox_mail
      where account_id = ${accountId} and id = ${id}`.execute(trx),
  );
  return rows[0] === undefined ? undefined : toOutboxMail(rows[0], options.masterKey);
}

function toOutboxMail(row: OutboxRow, masterKey: Uint8Array): OutboxMail {
  const text =
    openText(masterKey, row.text_sealed) ?? "This mail was sealed with another master key and cannot be shown.";
  return { id: row.id, to: row.recipient, subject: row.subject, text, createdAt: row.created_at.toISOString() };
}
