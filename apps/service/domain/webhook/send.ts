/** Sends one message. The address is checked at each sending, and the connection goes to the very addresses that were checked. */
import { lookup } from "node:dns/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { checkTargetUrl, hostOf, type TargetReach } from "@lockstep/scim-client";
import type { Timers } from "../../background/timers.ts";

/** The whole attempt: name, connection, request and answer. */
export const ATTEMPT_MS_MAX = 10_000;
const ANSWER_BYTES_MAX = 16 * 1_024;
const TOLD_LENGTH_MAX = 300;
const ADDRESSES_MAX = 8;

/** What became of an attempt. */
export type SendResult =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly text: string;
    }
  | { readonly kind: "failed"; readonly message: string };

/** Posts `body` to `url`. Never rejects; follows no redirect. */
export type SendWebhook = (message: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<SendResult>;

export interface SenderOptions {
  readonly reach: TargetReach;
  readonly timers: Timers;
  /** All addresses of a host name; unset = as the system resolves it. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/** Makes the sender. */
export function createSender(options: SenderOptions): SendWebhook {
  const { reach, timers, resolve = resolveBySystem } = options;
  return async ({ url: text, headers, body }) => {
    const deadline = new AbortController();
    const cancel = timers.after(ATTEMPT_MS_MAX, () => deadline.abort());
    try {
      const addresses = await addressesOf(text, resolve, deadline.signal);
      if (addresses?.length === 0) return failed("The host name of the URL has no address.");
      const checked = checkTargetUrl(text, { reach, isWhole: true, addresses: addresses ?? [] });
      if (!checked.ok) return failed(`${checked.message} ${checked.remedy}`);
      return await post({ url: checked.url, headers, body, addresses: addresses ?? [], signal: deadline.signal });
    } catch (error) {
      return failed(
        deadline.signal.aborted ? `There was no answer within ${ATTEMPT_MS_MAX / 1_000} seconds.` : wordsOf(error),
      );
    } finally {
      cancel();
    }
  };
}

/** Where the URL's host is; undefined when the text is no URL. */
async function addressesOf(
  text: string,
  resolve: (host: string) => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (!URL.canParse(text)) return undefined;
  const host = hostOf(new URL(text));
  if (isIP(host) !== 0) return [host];
  return (await orAborted(resolve(host), signal)).slice(0, ADDRESSES_MAX);
}

/** Whether a webhook may have this URL, as far as the URL itself tells; what its name resolves to is checked at each sending. */
export function checkWebhookUrl(url: string, reach: TargetReach) {
  return checkTargetUrl(url, { reach, isWhole: true });
}

function post(message: {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
}): Promise<SendResult> {
  const { url, headers, body, addresses, signal } = message;
  const bytes = Buffer.from(body, "utf8");
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      // A connection that is kept open could lead to an address that the name has left since.
      agent: false,
      lookup: pinned(addresses),
      headers: { ...headers, "content-length": bytes.byteLength },
      signal,
    });
    let isAnswered = false;
    sent.on("error", (error) => {
      if (!isAnswered) reject(error);
    });
    sent.on("response", (answer) => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = () => {
        const text = toldText(Buffer.concat(chunks));
        resolve({ kind: "answered", status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"], text });
      };
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.byteLength;
        if (length >= ANSWER_BYTES_MAX) answer.destroy();
      });
      // With the status the receiver has said what counts, however its body ends.
      answer.on("error", finish);
      answer.on("close", finish);
    });
    sent.end(bytes);
  });
}

/** A name look-up that knows one answer. */
function pinned(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const first = known[0];
    if (options.all === true) callback(null, known);
    else callback(null, first?.address ?? "", first?.family ?? 0);
  };
}

async function resolveBySystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("Too late")), { once: true });
    work.then(resolve, reject);
  });
}

/** The beginning of an answer, for people: it goes into the list of deliveries. */
function toldText(bytes: Buffer): string {
  const text = bytes.toString("utf8").slice(0, TOLD_LENGTH_MAX).toWellFormed();
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}

function failed(message: string): SendResult {
  return { kind: "failed", message };
}

function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}
