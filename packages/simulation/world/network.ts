/**
 * The network between worker and target: it delays, loses, repeats and cuts what is sent, as the fault plan says. A request
 * arrives within `ARRIVAL_MAX_MS` of being sent or never, whatever becomes of who sent it; answers may take as long as they like.
 */
import type { FaultPlan, RequestFault } from "./fault-plan.ts";
import type { Process } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { BASE_PATH, type Target } from "./target.ts";
import type { Trace } from "./trace.ts";

/** A request as it was sent, under which lease, and by whom. */
export interface SentRequest {
  readonly sentAt: number;
  readonly process: string;
  /** The lease that stands in the address; empty for an import, whose requests only read. */
  readonly lease: string;
  readonly method: string;
  /** Path and query below the base, decoded. */
  readonly path: string;
  readonly body: string | undefined;
}

/** What the judge is told. */
export interface NetworkWatcher {
  sent(request: SentRequest): void;
  /** Right before and after the target works on it. */
  arrived(request: SentRequest): void;
  answered(request: SentRequest, answer: { readonly status: number; readonly retryAfter: string | null }): void;
}

/** What the network is made of. */
export interface NetworkParts {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly target: Target;
  readonly trace: Trace;
  readonly watcher: NetworkWatcher;
  /** Read at each request: faults stop when the world becomes quiet. */
  readonly plan: () => FaultPlan;
}

/** A request in flight has arrived by then. Less than a third of a worker's lease, as everywhere where time-outs are sane. */
export const ARRIVAL_MAX_MS = 3_000;
const BODY_SHOWN_MAX = 400;
const ORIGIN = "https://target.example";

/** What the client sends with. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The network. */
export class Network {
  readonly #parts: NetworkParts;
  #faults = 0;
  #downUntil = 0;
  /** Answers under way, which a restart of the target cuts off. */
  readonly #answering = new Set<() => void>();

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  /** How many faults have struck. */
  get faults(): number {
    return this.#faults;
  }

  /** The target stops, and is back after so long. What it had answered but not sent is lost. */
  restartTarget(downMs: number): void {
    const { scheduler } = this.#parts;
    this.#downUntil = Math.max(this.#downUntil, scheduler.now() + downMs);
    this.#faults += 1;
    for (const cut of [...this.#answering]) cut();
    this.#answering.clear();
  }

  /** The base address that a lease sends to: by it every request tells under which lease it was sent. */
  baseUrlOf(lease: string): string {
    return `${ORIGIN}/${encodeURIComponent(lease)}${BASE_PATH}/`;
  }

  /** `fetch`, as a process has it. */
  fetchOf(process: Process): Fetch {
    return (url, init) =>
      new Promise<Response>((resolve, reject) => {
        const request = this.#read(process, url, init);
        this.#parts.watcher.sent(request);
        const exchange = new Exchange(process, init.signal ?? undefined, { resolve, reject });
        this.#send(request, init, exchange);
      });
  }

  #read(process: Process, url: string, init: RequestInit): SentRequest {
    const [, lease = "", rest = ""] = /^https:\/\/target\.example(?:\/([^/]+))?\/SCIM\/v2(.*)$/.exec(url) ?? [];
    return {
      sentAt: this.#parts.scheduler.now(),
      process: process.name,
      lease: decodeURIComponent(lease),
      method: init.method ?? "GET",
      path: rest,
      body: typeof init.body === "string" ? init.body : undefined,
    };
  }

  #send(request: SentRequest, init: RequestInit, exchange: Exchange): void {
    const { scheduler, random, plan, trace } = this.#parts;
    const { requestRate, requestWeights } = plan();
    const fault = random.chance(requestRate) ? random.weighted(requestWeights) : undefined;
    if (fault !== undefined) this.#faults += 1;
    trace.tell(
      request.process,
      () => `${request.method} ${tellPath(request)}${fault === undefined ? "" : ` !${fault}`}${tellBody(request)}`,
    );
    if (fault === "refused" || fault === "resetBefore") {
      scheduler.after(latency(random), () => exchange.fail(fault === "refused" ? refusal() : reset()));
      return;
    }
    if (fault === "timeoutBefore") return;
    const arrivesIn = fault === "slow" ? random.between(500, ARRIVAL_MAX_MS) : latency(random);
    scheduler.after(arrivesIn, async () => {
      if (this.#downUntil > scheduler.now()) return exchange.fail(refusal());
      const answer = await this.#carryOut(request, init, fault);
      this.#answer(request, exchange, { answer, fault });
    });
  }

  /** What the target makes of the request; a gateway in front of it may answer instead. */
  async #carryOut(request: SentRequest, init: RequestInit, fault: RequestFault | undefined): Promise<Response> {
    const { random, target, watcher } = this.#parts;
    if (fault === "busy") return gateway(429, { "retry-after": String(random.between(1, 20)) });
    if (fault === "busyWithoutHeader") return gateway(429);
    if (fault === "errorBefore") return gateway(random.pick([500, 502, 503]));
    if (fault === "proxyPage") return new Response("<html>No such page</html>", { status: 404 });
    watcher.arrived(request);
    const work = () => target.server(new Request(`${ORIGIN}${BASE_PATH}${request.path}`, withoutSignal(init)));
    let answer = await work();
    // A create that a proxy repeats makes a twin in a target that allows twins: no client could prevent it.
    if (fault === "duplicated" && !(request.method === "POST" && target.isLax)) answer = await work();
    return fault === "errorAfter" ? gateway(random.pick([500, 504])) : answer;
  }

  #answer(
    request: SentRequest,
    exchange: Exchange,
    given: { readonly answer: Response; readonly fault: RequestFault | undefined },
  ): void {
    const { scheduler, random, trace, watcher } = this.#parts;
    const { answer, fault } = given;
    if (fault === "timeoutAfter") return;
    const takes = fault === "slow" ? random.between(1_000, 90_000) : latency(random);
    const cut = () => {
      callOff();
      exchange.fail(reset());
    };
    const callOff = scheduler.after(takes, async () => {
      this.#answering.delete(cut);
      trace.tell(request.process, () => `  ${answer.status} to ${request.method} ${tellPath(request)}`);
      if (fault === "resetAfter") return exchange.fail(reset());
      const retryAfter = answer.headers.get("retry-after");
      if (!exchange.isOver) watcher.answered(request, { status: answer.status, retryAfter });
      exchange.succeed(fault === "truncated" || fault === "cutShort" ? await halved(answer, fault) : answer);
    });
    this.#answering.add(cut);
  }
}

interface Ends {
  resolve(response: Response): void;
  reject(reason: unknown): void;
}

/** One request and its one answer, or its one failure; a dead process gets neither. */
class Exchange {
  readonly #process: Process;
  readonly #ends: Ends;
  #isOver = false;

  constructor(process: Process, signal: AbortSignal | undefined, ends: Ends) {
    this.#process = process;
    this.#ends = ends;
    if (signal?.aborted === true) this.fail(signal.reason);
    signal?.addEventListener("abort", () => this.fail(signal.reason), { once: true });
  }

  get isOver(): boolean {
    return this.#isOver || !this.#process.isAlive;
  }

  succeed(response: Response): void {
    this.#end(() => this.#ends.resolve(response));
  }

  fail(reason: unknown): void {
    this.#end(() => this.#ends.reject(reason));
  }

  #end(end: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#process.deliver(end);
  }
}

/** Mostly a few milliseconds, now and then some hundred. */
function latency(random: SeededRandom): number {
  return random.chance(0.9) ? random.between(1, 30) : random.between(30, 800);
}

function gateway(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify({ detail: `The gateway says ${status}.` }), { status, headers });
}

/** Half of the answer's body, then the end (which no JSON is) or a broken connection. */
async function halved(answer: Response, fault: "truncated" | "cutShort"): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const half = bytes.slice(0, bytes.length >> 1);
  const init = { status: answer.status, headers: answer.headers };
  if (bytes.length === 0) return new Response(null, init);
  if (fault === "cutShort") return new Response(half, init);
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(half),
    pull: (controller) => controller.error(reset()),
  });
  return new Response(body, init);
}

function withoutSignal({ signal: _, ...init }: RequestInit): RequestInit {
  return init;
}

function refusal(): Error {
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED", syscall: "connect" });
  return Object.assign(new TypeError("fetch failed"), { cause });
}

function reset(): Error {
  const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
  return Object.assign(new TypeError("fetch failed"), { cause });
}

/** What a change carries, without the noise around it. */
function tellBody({ body }: SentRequest): string {
  if (body === undefined) return "";
  const { schemas: _, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return ` ${JSON.stringify(rest["Operations"] ?? rest).slice(0, BODY_SHOWN_MAX)}`;
}

function tellPath(request: SentRequest): string {
  return decodeURIComponent(request.path).replace("&startIndex=1&count=100", "");
}
