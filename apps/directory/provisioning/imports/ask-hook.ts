/**
 * Asks the customer's hook about accounts (okta-client §3.5, `com.okta.import.transform`), signed as Standard Webhooks says. Nobody waits
 * for it: an answer that is late, faulty or missing counts as none, and the run goes on by its default action.
 */
import { createHmac, randomUUID } from "node:crypto";
import { BoundedBytes } from "@lockstep/ports";
import type { Json } from "@lockstep/scim";
import { z } from "zod";
import type { Ports } from "../../deps.ts";
import type { OpenHook } from "../../domain/import-hook.ts";
import { isStorable } from "./storable.ts";

/** The whole of one question: name, connection and answer. */
export const HOOK_MS_MAX = 3_000;
/** All questions of one page; who was not asked by then is treated by default. */
const PAGE_MS_MAX = 20_000;
/** Questions on their way at once. */
const CONCURRENCY = 8;
/** Failures in a row after which the rest of a page is not asked. */
const FAILURES_MAX = 5;
const ANSWER_BYTES_MAX = 64 * 1_024;
const SECRET_PREFIX = "whsec_";

const valuesSchema = z.record(z.string().max(255), z.unknown());
const commandSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("com.okta.appUser.profile.update"), value: valuesSchema }),
  z.object({ type: z.literal("com.okta.user.profile.update"), value: valuesSchema }),
  z.object({
    type: z.literal("com.okta.action.update"),
    value: z.object({ result: z.enum(["CREATE_USER", "LINK_USER"]) }),
  }),
  z.object({ type: z.literal("com.okta.user.update"), value: z.object({ id: z.string().max(100) }) }),
]);
const answerSchema = z.object({
  commands: z.array(commandSchema).max(20).nullish(),
  error: z.object({ errorSummary: z.string().max(1_000) }).nullish(),
});

/** What the hook wants otherwise. */
export interface HookAnswer {
  readonly appUser: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
  readonly action: "CREATE_USER" | "LINK_USER" | undefined;
  readonly personId: string | undefined;
  /** The account is not to be taken in, and why. */
  readonly error: string | undefined;
}

/** One answer, or why there is none that can be used. */
export type HookResult =
  | { readonly ok: true; readonly answer: HookAnswer; readonly status: number; readonly body: unknown }
  | { readonly ok: false; readonly problem: string; readonly status: number | null; readonly body: unknown };

/** One question: whom it is about, and its `data`. */
export interface HookQuestion {
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The questions' results by their keys; never rejects. `source`: the app's address in the API. */
export async function askHook(
  deps: Ports,
  hook: OpenHook,
  input: { readonly questions: readonly HookQuestion[]; readonly source: string },
): Promise<ReadonlyMap<string, HookResult>> {
  const results = new Map<string, HookResult>();
  const endsAt = deps.clock.now() + PAGE_MS_MAX;
  const waiting = [...input.questions];
  let failures = 0;
  const work = async () => {
    for (let question = waiting.shift(); question !== undefined; question = waiting.shift()) {
      const isGivenUp = failures >= FAILURES_MAX || deps.clock.now() >= endsAt;
      const result = isGivenUp ? NOT_ASKED : await askOnce(deps, hook, { data: question.data, source: input.source });
      failures = result.ok ? 0 : failures + 1;
      results.set(question.key, result);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return results;
}

const NOT_ASKED: HookResult = {
  ok: false,
  problem: "it was not asked, since it had given no usable answer several times in a row or took too long",
  status: null,
  body: null,
};

/** The whole body of a question. */
export function hookBody(
  deps: Pick<Ports, "clock">,
  input: { readonly data: Readonly<Record<string, unknown>>; readonly source: string },
): { readonly id: string; readonly body: Readonly<Record<string, unknown>> } {
  const id = randomUUID();
  return {
    id,
    body: {
      eventId: id,
      eventTime: new Date(deps.clock.now()).toISOString(),
      eventType: "com.okta.import.transform",
      eventTypeVersion: "1.0",
      cloudEventVersion: "0.1",
      contentType: "application/json",
      source: input.source,
      data: input.data,
    },
  };
}

/** Sends one question, and reads its answer. */
export async function askOnce(
  deps: Ports,
  hook: OpenHook,
  input: { readonly data: Readonly<Record<string, unknown>>; readonly source: string },
): Promise<HookResult> {
  const { id, body } = hookBody(deps, input);
  const text = JSON.stringify(body);
  const deadline = new AbortController();
  const cancel = deps.timers.after(HOOK_MS_MAX, () => deadline.abort());
  try {
    const headers = signedHeaders({ id, text, secret: hook.secret, now: deps.clock.now() });
    const response = await deps.fetch(hook.url, { method: "POST", headers, body: text, signal: deadline.signal });
    return readAnswer(response.status, await readText(response));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const problem = deadline.signal.aborted ? `there was no answer within ${HOOK_MS_MAX / 1_000} seconds` : words;
    return { ok: false, problem, status: null, body: null };
  } finally {
    cancel();
  }
}

function readAnswer(status: number, text: string | undefined): HookResult {
  const refuse = (problem: string, body: unknown = text ?? null): HookResult => ({ ok: false, problem, status, body });
  if (text === undefined) return refuse(`its answer is larger than ${ANSWER_BYTES_MAX / 1_024} KiB`);
  if (status < 200 || status > 299) return refuse(`it answered with status ${status}`);
  if (text.trim() === "") return accept(status, {}, null);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refuse("its answer is not JSON");
  }
  if (!isStorable(body as Json)) return refuse("its answer holds characters that cannot be stored", null);
  const parsed = answerSchema.safeParse(body);
  if (parsed.success) return accept(status, parsed.data, body);
  const [issue] = parsed.error.issues;
  return refuse(`its answer has another form: ${issue?.path.join(".") || "body"}: ${issue?.message ?? ""}`, body);
}

function accept(status: number, { commands, error }: z.infer<typeof answerSchema>, body: unknown): HookResult {
  let answer: HookAnswer = {
    appUser: {},
    user: {},
    action: undefined,
    personId: undefined,
    error: error?.errorSummary,
  };
  for (const command of commands ?? []) {
    switch (command.type) {
      case "com.okta.appUser.profile.update":
        answer = { ...answer, appUser: { ...answer.appUser, ...command.value } };
        break;
      case "com.okta.user.profile.update":
        answer = { ...answer, user: { ...answer.user, ...command.value } };
        break;
      case "com.okta.action.update":
        answer = { ...answer, action: command.value.result };
        break;
      case "com.okta.user.update":
        answer = { ...answer, personId: command.value.id };
    }
  }
  return { ok: true, answer, status, body };
}

async function readText(response: Response): Promise<string | undefined> {
  const bounded = new BoundedBytes(ANSWER_BYTES_MAX);
  for await (const chunk of response.body ?? []) if (!bounded.add(chunk)) return undefined;
  return new TextDecoder().decode(bounded.bytes());
}

/** standardwebhooks.com, "Signature scheme". */
function signedHeaders(message: {
  readonly id: string;
  readonly text: string;
  readonly secret: string;
  readonly now: number;
}): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(message.now / 1_000));
  const key = Buffer.from(message.secret.slice(SECRET_PREFIX.length), "base64");
  const signature = createHmac("sha256", key)
    .update(`${message.id}.${timestamp}.${message.text}`, "utf8")
    .digest("base64");
  return {
    "content-type": "application/json",
    accept: "application/json",
    "user-agent": "Lockstep-Hooks/1",
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}
