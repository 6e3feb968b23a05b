import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@lockstep/ports";
import { Client } from "pg";
import { connectionConfig, parseDatabaseUrl } from "./connection.ts";
import { connectionErrorCode, describeConnectionError } from "./connection-error.ts";

const PAUSE_MS = 250;
/** A server that says of itself that it starts up is given this long. */
const STARTING_UP_MS = 60_000;
/** A server that is not there yet may be started beside us (compose files do that): a short wait, then the sentence. */
const ABSENT_MS = 3_000;
const ABSENT = new Set(["ECONNREFUSED", "ECONNRESET", "EAI_AGAIN"]);

/** Resolves when the database lets us in; waits for one that is starting up, and throws StartupError with one helpful sentence otherwise. */
export async function waitForDatabase(
  url: string,
  options: {
    readonly logger: Logger;
    readonly onProgress?: (line: string) => void;
    readonly signal?: AbortSignal;
    /** How long to wait for a server that is not there yet. */
    readonly patienceMs?: number;
  },
): Promise<void> {
  const startedAt = performance.now();
  let wasTold = false;
  for (;;) {
    const fault = await tryConnect(url);
    if (fault === undefined) return;
    const elapsedMs = performance.now() - startedAt;
    options.signal?.throwIfAborted();
    if (elapsedMs > patienceWith(fault, options.patienceMs)) throw describeConnectionError(fault, url);
    if (!wasTold) options.onProgress?.(`Waiting for the database at ${parseDatabaseUrl(url).host} …`);
    wasTold = true;
    options.logger.debug({ error: String(fault) }, "The database does not answer yet");
    await delay(PAUSE_MS);
  }
}

async function tryConnect(url: string): Promise<unknown> {
  const client = new Client(connectionConfig({ url, applicationName: "lockstep-start" }));
  client.on("error", () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function patienceWith(fault: unknown, absentMs = ABSENT_MS): number {
  const code = connectionErrorCode(fault);
  if (code === "57P03") return STARTING_UP_MS;
  return ABSENT.has(code) ? absentMs : 0;
}
