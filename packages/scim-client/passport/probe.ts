/** The target as the measuring sees it: requests that are timed and repeated after 429, and test resources that are noted before they are made. */
import { type Clock, createTraceparent, type Random, type Timers, type TraceId } from "@lockstep/ports";
import { isJsonObject, type JsonObject } from "@lockstep/scim";
import { describeAnswer } from "../answer-words.ts";
import { type ListPage, readListPage } from "../list-page.ts";
import type { ScimAnswer, ScimClient, ScimRequest } from "../types.ts";
import type { Passport } from "./passport.ts";

/** A resource that a measuring makes in the target. Name and external id are unguessable: by them it is known again after a crash. */
export interface TestResource {
  readonly key: string;
  readonly collection: "Users" | "Groups";
  /** `userName` or `displayName`. */
  readonly name: string;
  readonly externalId: string;
  /** SCIM id; undefined while the answer to the create is not known. */
  readonly remoteId: string | undefined;
}

/** Where test resources are noted. A row goes only when the resource was seen to be gone. */
export interface PassportJournal {
  /** Called before the create is sent. */
  note(resource: TestResource): Promise<void>;
  learn(key: string, remoteId: string): Promise<void>;
  forget(key: string): Promise<void>;
}

/** What a measuring is made of. */
export interface ProbeOptions {
  readonly client: ScimClient;
  readonly journal: PassportJournal;
  readonly clock: Clock;
  readonly timers: Pick<Timers, "after">;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly traceId?: TraceId;
}

/** An answer of the target. */
export type Answer = Extract<ScimAnswer, { kind: "answer" }>;

/** The measuring cannot go on: cancelled, or the target does not answer. The message is for people. */
export class MeasuringStopped extends Error {
  override readonly name = "MeasuringStopped";
  readonly isCancelled: boolean;

  constructor(message: string, isCancelled: boolean) {
    super(message);
    this.isCancelled = isCancelled;
  }
}

const ATTEMPTS_MAX = 5;
const WAIT_MS = 1_000;
const WAIT_MS_MAX = 30_000;

/** One measuring's hold on the target. */
export class Probe {
  readonly durationsMs: number[] = [];
  readonly notes: string[] = [];
  retryAfter: Passport["retryAfter"] = null;
  readonly #options: ProbeOptions;
  readonly #traceId: TraceId;
  /** Marks every name of this measuring. */
  readonly #mark: string;
  #made = 0;

  constructor(options: ProbeOptions) {
    this.#options = options;
    this.#traceId = options.traceId ?? createTraceparent(options.random).traceId;
    this.#mark = [...options.random.bytes(8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** The answer to a request; 429 and 503 are waited for. Throws `MeasuringStopped` when there is none. */
  async send(request: ScimRequest): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      this.assertGoesOn();
      const { traceparent } = createTraceparent(this.#options.random, this.#traceId);
      // Not cut off by a cancellation: what was sent is waited for, so that what it made is known.
      const answer = await this.#options.client.send(request, { traceparent });
      // A request without an answer may have been carried out; what it would have made is noted.
      if (answer.kind !== "answer") throw new MeasuringStopped(describeAnswer(answer), false);
      this.durationsMs.push(answer.durationMs);
      const isBusy = answer.status === 429 || answer.status === 503;
      if (isBusy) this.retryAfter = formOf(answer.retryAfter);
      if (!isBusy || attempt === ATTEMPTS_MAX) return answer;
      await this.#wait(Math.min(secondsOf(answer.retryAfter) ?? WAIT_MS * 2 ** attempt, WAIT_MS_MAX));
    }
  }

  /** Throws when the measuring was cancelled. */
  assertGoesOn(): void {
    if (this.#options.signal.aborted) throw new MeasuringStopped("The measuring was cancelled.", true);
  }

  /** Names for a resource that nobody else has. */
  invent(collection: "Users" | "Groups"): TestResource {
    this.#made += 1;
    const key = `lockstep-passport-${this.#mark}-${this.#made}`;
    const name = collection === "Users" ? `${key}@example.invalid` : `Lockstep passport ${this.#mark} ${this.#made}`;
    return { key, collection, name, externalId: key, remoteId: undefined };
  }

  /** Notes the resource, then sends its create. `id` when the target made it. */
  async create(resource: TestResource, body: JsonObject): Promise<{ readonly answer: Answer; readonly id?: string }> {
    await this.#options.journal.note(resource);
    const answer = await this.send({ method: "POST", path: `/${resource.collection}`, body });
    const id = isSuccess(answer) ? idOf(answer) : undefined;
    if (id === undefined) {
      // Refused for certain: nothing to clean up. A success without an id stays noted and is looked for later.
      if (!isSuccess(answer)) await this.#options.journal.forget(resource.key);
      return { answer };
    }
    await this.#options.journal.learn(resource.key, id);
    return { answer, id };
  }

  /** A resource as it stands; undefined when it is not there. */
  async read(path: string): Promise<JsonObject | undefined> {
    const answer = await this.send({ method: "GET", path });
    return isSuccess(answer) && isJsonObject(answer.body) ? answer.body : undefined;
  }

  /** The rows of a list; undefined when the answer is none. 404 is an empty list (Interop: some targets answer a filter so). */
  async list(path: string): Promise<ListPage | undefined> {
    const answer = await this.send({ method: "GET", path });
    if (answer.status === 404 && answer.notJson === undefined) {
      return { totalResults: 0, isTotalTold: false, startIndex: 1, resources: [], deviations: [] };
    }
    return answer.status === 200 ? readListPage(answer.body) : undefined;
  }

  async #wait(delayMs: number): Promise<void> {
    const { timers, signal } = this.#options;
    await new Promise<void>((resolve) => {
      const callOff = timers.after(delayMs, resolve);
      signal.addEventListener(
        "abort",
        () => {
          callOff();
          resolve();
        },
        { once: true },
      );
    });
  }
}

/** Whether the target says that it did what was asked. */
export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** The `id` of a resource in an answer. */
export function idOf(answer: Answer): string | undefined {
  const id = isJsonObject(answer.body) ? answer.body["id"] : undefined;
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** RFC 9110 §10.2.3. */
function formOf(retryAfter: string | undefined): Passport["retryAfter"] {
  if (retryAfter === undefined) return "absent";
  if (secondsOf(retryAfter) !== undefined) return "seconds";
  return Number.isNaN(Date.parse(retryAfter)) ? "unreadable" : "date";
}

function secondsOf(retryAfter: string | undefined): number | undefined {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter.trim()) ? Number(retryAfter) * 1_000 : undefined;
}
