import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@lockstep/ports";
import { Client } from "pg";
import { type ConnectionOptions, connectionConfig, requireIdentifier } from "./connection.ts";

const RECONNECT_DELAY_MIN_MS = 50;
const RECONNECT_DELAY_MAX_MS = 5_000;

/**
 * Listens on `channel` over a connection of its own. A lost connection is made anew with growing delays, and then `handler("")`
 * is called once, because notifications may have been missed. Resolves when listening; returns a stop function.
 */
export async function listenOn(
  options: ConnectionOptions & { readonly channel: string; readonly logger: Logger },
  handler: (payload: string) => void,
): Promise<() => Promise<void>> {
  const abort = new AbortController();
  let client = await connectListener(options, handler);
  const running = keepListening();

  async function keepListening(): Promise<void> {
    while (!abort.signal.aborted) {
      await ended(client, abort.signal);
      if (abort.signal.aborted) return;
      options.logger.warn({ channel: options.channel }, "The listening connection was lost; it is made anew");
      const next = await reconnect(options, handler, abort.signal);
      if (next === undefined) return;
      client = next;
      handler("");
    }
  }

  return async () => {
    abort.abort();
    await running;
    await client.end().catch(() => undefined);
  };
}

async function connectListener(
  options: ConnectionOptions & { readonly channel: string },
  handler: (payload: string) => void,
): Promise<Client> {
  const client = new Client(connectionConfig(options));
  // A lost connection is noticed by `end`; without this listener it would end the process.
  client.on("error", () => undefined);
  client.on("notification", (notification) => handler(notification.payload ?? ""));
  try {
    await client.connect();
    await client.query(`listen ${requireIdentifier(options.channel)}`);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function reconnect(
  options: ConnectionOptions & { readonly channel: string; readonly logger: Logger },
  handler: (payload: string) => void,
  signal: AbortSignal,
): Promise<Client | undefined> {
  let pauseMs = RECONNECT_DELAY_MIN_MS;
  while (!signal.aborted) {
    try {
      return await connectListener(options, handler);
    } catch (error) {
      options.logger.debug({ channel: options.channel, error: String(error) }, "Listening again has to wait");
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, RECONNECT_DELAY_MAX_MS);
    }
  }
  return undefined;
}

function ended(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    client.once("end", () => resolve());
    client.once("error", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
