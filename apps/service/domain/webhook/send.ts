/** Sends one message. The address is checked at each sending, and the connection goes to the very addresses that were checked. */
import { BoundedBytes } from "@lockstep/ports";
import { checkTargetUrl, type TargetReach } from "@lockstep/scim-client";
import { createPinnedFetch } from "@lockstep/scim-client/node";
import type { Timers } from "../../background/timers.ts";

/** The whole attempt: name, connection, request and answer. */
export const ATTEMPT_MS_MAX = 10_000;
const ANSWER_BYTES_MAX = 16 * 1_024;
const TOLD_LENGTH_MAX = 300;

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
  const { reach, timers, resolve } = options;
  // A connection that is kept open could lead to an address that the name has left since.
  const fetch = createPinnedFetch({ reach, resolve, closesConnections: true, isStreamed: true });
  return async ({ url, headers, body }) => {
    const deadline = new AbortController();
    const cancel = timers.after(ATTEMPT_MS_MAX, () => deadline.abort());
    try {
      const answer = await fetch(url, { method: "POST", headers, body, signal: deadline.signal });
      const text = toldText(await readBeginning(answer));
      return {
        kind: "answered",
        status: answer.status,
        retryAfter: answer.headers.get("retry-after") ?? undefined,
        text,
      };
    } catch (error) {
      return failed(
        deadline.signal.aborted ? `There was no answer within ${ATTEMPT_MS_MAX / 1_000} seconds.` : wordsOf(error),
      );
    } finally {
      cancel();
    }
  };
}

/** Whether a webhook may have this URL, as far as the URL itself tells; what its name resolves to is checked at each sending. */
export function checkWebhookUrl(url: string, reach: TargetReach) {
  return checkTargetUrl(url, { reach, isWhole: true });
}

/** With the status the receiver has said what counts, however its body ends. */
async function readBeginning(answer: Response): Promise<Uint8Array> {
  const bytes = new BoundedBytes(ANSWER_BYTES_MAX);
  const reader = answer.body?.getReader();
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      if (bytes.add(part.value)) continue;
      bytes.add(part.value.subarray(0, ANSWER_BYTES_MAX - bytes.bytes().length));
      break;
    }
  } catch {
    return bytes.bytes();
  }
  // What is left of the answer is not read, and its connection is closed.
  await reader?.cancel().catch(() => undefined);
  return bytes.bytes();
}

/** The beginning of an answer, for people: it goes into the list of deliveries. */
function toldText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).slice(0, TOLD_LENGTH_MAX).toWellFormed();
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}

function failed(message: string): SendResult {
  return { kind: "failed", message };
}

function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const isOurs = code === undefined || message.includes(code) || (error as Error).name === "TargetRefusedError";
  return isOurs ? message : `${code}: ${message}`;
}
