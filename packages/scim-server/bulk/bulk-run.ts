/** One bulk request under way: which operations are done, and what became of what they created. */
import {
  type BulkOperation,
  isJsonObject,
  type Json,
  type JsonObject,
  PATCH_OP_SCHEMA,
  type ResourceShape,
  ScimError,
} from "@lockstep/scim";
import type { Answer } from "../answer.ts";
import { ATTEMPTS_MAX, type Exchange, locationOf, withoutAdmission } from "../context.ts";
import { type Caller, StaleCallerError, StaleShapesError } from "../ports.ts";
import type { Route } from "../route.ts";
import { type OperationTarget, sendOperation, targetOf } from "./operation-target.ts";
import { type LeftOut, leaveOut, referencesOf, replaceReferences } from "./references.ts";

/** What Bulk needs of the server around it. */
export interface BulkTools {
  /** What a path below the host names, where these are the resource types. */
  readonly routerOf: (shapes: readonly ResourceShape[]) => (pathname: string) => Route;
  /** Judges the request's credential anew. Throws `ScimError`. */
  readonly judge: () => Promise<Caller>;
  /** Reads the caller's resource types anew. */
  readonly readShapes: (caller: Caller) => readonly ResourceShape[] | Promise<readonly ResourceShape[]>;
  /** The protocol error of any error; an unexpected one is logged. */
  readonly toScimError: (error: unknown) => ScimError;
}

/** A resource that was created without a reference, because references lead in a circle (RFC 7644 §3.7.1). */
interface Circle {
  readonly place: number;
  readonly target: OperationTarget & { readonly kind: "resource" };
  readonly leftOut: readonly LeftOut[];
  /** The `bulkId`s of which nobody knows yet what becomes of them. */
  readonly missing: Set<string>;
}

/** Runs operations one by one and keeps their results in the order of the request. */
export class BulkRun {
  /** How many operations have failed. */
  errorCount = 0;
  /** How soon what was outdated at every attempt may be sent again; undefined when nothing was. */
  retryAfter: string | undefined;
  #exchange: Exchange;
  readonly #tools: BulkTools;
  readonly #operations: readonly BulkOperation[];
  readonly #results: (JsonObject | undefined)[] = [];
  readonly #declared: ReadonlySet<string>;
  /** Ids of what was created, by `bulkId`. */
  readonly #ids = new Map<string, string>();
  /** The `bulkId`s of what could not be created. */
  readonly #lost = new Set<string>();
  /** Circles that wait for a `bulkId`, and those that wait for nothing any more. */
  readonly #waiting = new Map<string, Circle[]>();
  readonly #ready: Circle[] = [];
  #hasWritten = false;
  /** True while the operation under way was judged just now, so that the credential outdates it no second time. */
  #isJudged = false;
  /** What was said of the credential when it no longer held: it is not judged again and again. */
  #refusal: ScimError | undefined;

  constructor(exchange: Exchange, tools: BulkTools, operations: readonly BulkOperation[]) {
    this.#exchange = exchange;
    this.#tools = tools;
    this.#operations = operations;
    this.#declared = new Set(operations.flatMap(({ method, bulkId }) => (method === "POST" && bulkId ? [bulkId] : [])));
  }

  /** The results so far. */
  results(): readonly JsonObject[] {
    return this.#results.filter((result) => result !== undefined);
  }

  /** Does one operation. Throws `ScimError` when the credential has ended before anything was done: then nobody gets an answer. */
  async run(place: number): Promise<void> {
    const operation = this.#operations[place];
    if (operation === undefined) throw new Error(`There is no operation ${place}`);
    let location: string | undefined;
    try {
      const { target, leftOut, answer } = await this.#asOfNow(async () => {
        const target = this.#targetOf(operation);
        location = target.location;
        const { data, leftOut } = this.#dataOf(operation, target);
        return { target, leftOut, answer: await this.#send(target, { ...operation, data }) };
      });
      this.#hasWritten = true;
      this.#succeed(place, answer, location);
      if (target.kind === "collection") this.#remember(place, { shape: target.shape, answer, leftOut });
    } catch (error) {
      if (this.#refusal !== undefined && !this.#hasWritten) throw this.#refusal;
      this.#fail(place, this.#tools.toScimError(error), location);
    }
    await this.#closeCircles();
  }

  /** Ends the request: what still waits for a reference will not get it. */
  async end(): Promise<void> {
    for (const bulkId of [...this.#waiting.keys()]) this.#settle(bulkId);
    await this.#closeCircles();
  }

  /** Does `work`, and again when the credential or the caller's resource types have changed meanwhile. */
  async #asOfNow<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isJudged = false;
    for (let number = 1; ; number += 1) {
      try {
        return await work();
      } catch (error) {
        if (number === ATTEMPTS_MAX) throw error;
        if (error instanceof StaleCallerError) await this.#judgeAnew();
        else if (!(error instanceof StaleShapesError)) throw error;
        const { caller } = this.#exchange;
        this.#exchange = { ...this.#exchange, shapes: await this.#tools.readShapes(caller) };
      }
    }
  }

  /** What is done is done; what is left is done with the rights that the credential has now. */
  async #judgeAnew(): Promise<void> {
    try {
      this.#exchange = { ...this.#exchange, caller: await this.#tools.judge() };
      this.#isJudged = true;
    } catch (error) {
      if (error instanceof ScimError) this.#refusal = error;
      throw error;
    }
  }

  async #send(target: OperationTarget, operation: Parameters<typeof sendOperation>[2]): Promise<Answer> {
    if (this.#refusal !== undefined) throw this.#refusal;
    const exchange = this.#exchange;
    const caller = this.#isJudged ? withoutAdmission(exchange.caller) : exchange.caller;
    return await sendOperation({ ...exchange, caller }, target, operation);
  }

  #targetOf({ path }: BulkOperation): OperationTarget {
    const resolveId = (id: string) => (id.startsWith("bulkId:") ? this.#require(id.slice("bulkId:".length)) : id);
    const { provider, shapes } = this.#exchange;
    return targetOf(provider, path, { route: this.#tools.routerOf(shapes), resolveId });
  }

  #dataOf(
    { method, data }: BulkOperation,
    target: OperationTarget,
  ): { readonly data: Json | undefined; readonly leftOut: readonly LeftOut[] } {
    if (data === undefined) return { data, leftOut: [] };
    const resolved = replaceReferences(method, data, (bulkId, place) => {
      // Only a whole text is surely meant as a reference; a URI may just look like one.
      if (place === "part" && !this.#declared.has(bulkId)) return undefined;
      return this.#isWaiting(bulkId) ? undefined : this.#require(bulkId);
    });
    if (target.kind !== "collection") return { data: resolved, leftOut: [] };
    return leaveOut(target.shape, resolved, (bulkId) => this.#isWaiting(bulkId));
  }

  #isWaiting(bulkId: string): boolean {
    return this.#declared.has(bulkId) && !this.#ids.has(bulkId) && !this.#lost.has(bulkId);
  }

  #require(bulkId: string): string {
    const id = this.#ids.get(bulkId);
    if (id !== undefined) return id;
    const name = JSON.stringify(bulkId.slice(0, 100));
    if (!this.#declared.has(bulkId)) {
      throw new ScimError("invalidValue", `No POST of this request has the bulkId ${name}.`);
    }
    throw new ScimError("conflict", `What the bulkId ${name} stands for was not created, so it cannot be referred to.`);
  }

  #remember(
    place: number,
    made: { readonly shape: ResourceShape; readonly answer: Answer; readonly leftOut: readonly LeftOut[] },
  ): void {
    const { shape, answer, leftOut } = made;
    const id = isJsonObject(answer.body) ? answer.body["id"] : undefined;
    const bulkId = this.#operations[place]?.bulkId;
    if (typeof id !== "string" || bulkId === undefined) throw new Error("What was created has an id and a bulkId");
    this.#ids.set(bulkId, id);
    this.#settle(bulkId);
    if (leftOut.length === 0) return;
    const references = leftOut.flatMap(({ value }) => [
      ...referencesOf({ method: "POST", path: "", data: value, bulkId: undefined, version: undefined }),
    ]);
    const location = locationOf(this.#exchange.provider, shape, id);
    const missing = new Set(references.filter((reference) => this.#isWaiting(reference)));
    const circle: Circle = { place, target: { kind: "resource", shape, id, location }, leftOut, missing };
    // Whoever refers to itself only has nothing to wait for.
    if (missing.size === 0) this.#ready.push(circle);
    for (const reference of missing) {
      const others = this.#waiting.get(reference);
      if (others === undefined) this.#waiting.set(reference, [circle]);
      else others.push(circle);
    }
  }

  /** Notes that it is known what became of a `bulkId`. */
  #settle(bulkId: string): void {
    for (const circle of this.#waiting.get(bulkId) ?? []) {
      circle.missing.delete(bulkId);
      if (circle.missing.size === 0) this.#ready.push(circle);
    }
    this.#waiting.delete(bulkId);
  }

  /** Adds what was left out, as soon as everything that it refers to exists or never will. */
  async #closeCircles(): Promise<void> {
    for (let circle = this.#ready.shift(); circle !== undefined; circle = this.#ready.shift()) {
      await this.#closeCircle(circle);
    }
  }

  async #closeCircle({ place, target, leftOut }: Circle): Promise<void> {
    try {
      const operations = leftOut.map(({ path, value }) => ({
        op: "add",
        path,
        value: replaceReferences("POST", value, (bulkId) => this.#require(bulkId)),
      }));
      const data = { schemas: [PATCH_OP_SCHEMA], Operations: operations };
      const answer = await this.#asOfNow(() => this.#send(this.#current(target), { method: "PATCH", data }));
      this.#results[place] = { ...this.#results[place], ...versionOf(answer) };
    } catch (error) {
      await this.#undo(place, target, this.#tools.toScimError(error));
    }
  }

  /** The target with the shape that its type has by now. */
  #current(target: Circle["target"]): Circle["target"] {
    const shape = this.#exchange.shapes.find(({ type }) => type.name === target.shape.type.name);
    if (shape === undefined) throw new ScimError("notFound", `There is no type "${target.shape.type.name}" any more.`);
    return { ...target, shape };
  }

  /** A resource without what it was to refer to is not what was asked for: it goes, and repeating the request begins anew. */
  async #undo(place: number, target: Circle["target"], reason: ScimError): Promise<void> {
    const bulkId = this.#operations[place]?.bulkId ?? "";
    try {
      await this.#asOfNow(() => this.#send(this.#current(target), { method: "DELETE" }));
      this.#ids.delete(bulkId);
      const detail = `The resource was not kept, because its references lead in a circle that cannot be closed: ${reason.detail}`;
      this.#fail(place, new ScimError("conflict", detail), undefined);
    } catch (error) {
      this.#tools.toScimError(error);
      const detail = `The resource was created without some of its references, because they lead in a circle that cannot be closed: ${reason.detail}`;
      this.#fail(place, new ScimError("conflict", detail), target.location);
    }
  }

  #succeed(place: number, answer: Answer, location: string | undefined): void {
    const found = location ?? answer.headers?.["location"];
    this.#results[place] = {
      ...this.#identityOf(place),
      ...(found === undefined ? {} : { location: found }),
      ...versionOf(answer),
      status: String(answer.status),
    };
  }

  /** RFC 7644 §3.7.3: an error is told as the single request would tell it. */
  #fail(place: number, error: ScimError, location: string | undefined): void {
    const { bulkId, method } = this.#operations[place] ?? {};
    if (method === "POST" && bulkId !== undefined && !this.#ids.has(bulkId)) {
      this.#lost.add(bulkId);
      this.#settle(bulkId);
    }
    this.errorCount += 1;
    if (error.code === "unavailable") this.retryAfter = error.headers["retry-after"];
    this.#results[place] = {
      ...this.#identityOf(place),
      ...(location === undefined ? {} : { location }),
      status: String(error.status),
      response: { ...error.toBody() },
    };
  }

  #identityOf(place: number): JsonObject {
    const { method, bulkId } = this.#operations[place] ?? {};
    return { method, ...(bulkId === undefined ? {} : { bulkId }) };
  }
}

function versionOf({ headers }: Answer): JsonObject {
  const version = headers?.["etag"];
  return version === undefined ? {} : { version };
}
