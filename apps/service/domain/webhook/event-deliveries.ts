/** What became of events in the account's webhooks, for whoever reads the feed and asks for it. */
import type { Database } from "@lockstep/database";
import type { AccountId } from "@lockstep/ports";
import { sql } from "../../sql.ts";
import type { ServiceTables } from "../../tables.ts";
import type { EventDelivery, EventPage } from "../event.ts";

interface Row {
  readonly seq: string;
  readonly url: string;
  readonly description: string;
  readonly state: EventDelivery["state"];
  readonly attempts: number;
  readonly last_attempt_at: Date | null;
  readonly last_status: number | null;
  readonly due_at: Date;
}

/** The page with the deliveries of each event, by the webhook's age. An event that no webhook has taken up yet, or wants, has none. */
export async function withDeliveries(
  database: Database<ServiceTables>,
  accountId: AccountId,
  page: EventPage,
): Promise<EventPage> {
  if (page.items.length === 0) return page;
  const cursors = page.items.map(({ cursor }) => cursor);
  const { rows } = await database.inAccount(accountId, (trx) =>
    sql<Row>`
      select d.seq, w.url, w.description, d.state, d.attempts, d.last_attempt_at, d.last_status, d.due_at
      from webhook_delivery d join webhook w on w.account_id = d.account_id and w.id = d.webhook_id
      where d.account_id = ${accountId} and d.seq = any(${cursors}::bigint[])
      order by d.seq, w.created_at, w.id`.execute(trx),
  );
  const byEvent = Map.groupBy(rows, ({ seq }) => seq);
  return {
    ...page,
    items: page.items.map((event) => ({ ...event, deliveries: (byEvent.get(event.cursor) ?? []).map(toDelivery) })),
  };
}

function toDelivery(row: Row): EventDelivery {
  return {
    webhook: row.description === "" ? new URL(row.url).host : row.description,
    state: row.state,
    attempts: row.attempts,
    lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
    lastStatus: row.last_status,
    dueAt: row.state === "pending" ? row.due_at.toISOString() : null,
  };
}
