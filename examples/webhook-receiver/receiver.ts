/**
 * A tiny receiver of webhooks. A message only says that there is something new: the receiver verifies it and then reads on from
 * its own cursor in the feed, so that lost, repeated and late messages make no difference.
 *
 *   LOCKSTEP_URL=http://localhost:4100 LOCKSTEP_API_KEY=lsk_… WEBHOOK_SECRET=whsec_… PORT=4200 node receiver.ts
 */
import { createServer } from "node:http";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

const { LOCKSTEP_URL, LOCKSTEP_API_KEY, WEBHOOK_SECRET = "", PORT = "4200", CURSOR } = process.env;
const BODY_LENGTH_MAX = 1_000_000;
const IDS_MAX = 10_000;

const verifier = new Webhook(WEBHOOK_SECRET);
const seen = new Set<string>();
/** Yours: store it in the same transaction as what you do with the events. */
let cursor = CURSOR;
let reading = Promise.resolve();

type Event = { cursor: string; resourceType: string; kind: string; changed: string[] };

/** Yours: what an event means to you. */
function apply(event: Event): void {
  process.stdout.write(`${event.cursor} ${event.resourceType} ${event.kind}: ${event.changed.join(", ")}\n`);
}

async function readOn(): Promise<void> {
  for (let hasMore = true; hasMore; ) {
    const query = new URLSearchParams(cursor === undefined ? {} : { cursor });
    const headers = { authorization: `Bearer ${LOCKSTEP_API_KEY}` };
    const answer = await fetch(`${LOCKSTEP_URL}/events?${query}`, { headers });
    // 410: you were away for too long. Read all users and groups anew, then begin at the cursor that the message names.
    if (!answer.ok) throw new Error(`The feed answered ${answer.status}: ${await answer.text()}`);
    const page = (await answer.json()) as { items: Event[]; cursor: string; hasMore: boolean };
    for (const event of page.items) apply(event);
    ({ cursor, hasMore } = page);
  }
}

const server = createServer(async (request, response) => {
  try {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) {
      body += chunk;
      if (body.length > BODY_LENGTH_MAX) return void response.writeHead(413).end();
    }
    verifier.verify(body, request.headers as Record<string, string>);
    const id = String(request.headers["webhook-id"]);
    if (!seen.has(id)) {
      reading = reading.catch(() => undefined).then(readOn);
      await reading;
      if (seen.size >= IDS_MAX) seen.clear();
      seen.add(id);
    }
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(error instanceof WebhookVerificationError ? 401 : 500).end();
  }
});
server.listen(Number(PORT), () => process.stdout.write("listening\n"));
