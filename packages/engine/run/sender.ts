/** Sends one action and says what became of it. Secrets enter here, right before the wire, and leave no trace in the step. */
import { type Clock, createTraceparent, type Random, type TraceId } from "@lockstep/ports";
import { isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import type { ScimAnswer, ScimClient, ScimRequest } from "@lockstep/scim-client";
import { writeBooleans } from "../plan/target-form.ts";
import { type Action, type Dialect, type Outcome, PLACEHOLDER, type Step } from "../types.ts";
import { interpretAnswer } from "./interpret.ts";
import { redactSecret } from "./redact.ts";

/** What every run needs to speak to a target. */
export interface SenderOptions {
  readonly client: ScimClient;
  readonly random: Random;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly traceId?: TraceId;
  readonly signal?: AbortSignal;
}

/** What stands for the placeholders of an action. */
export interface PlaceholderValues {
  readonly password?: string;
  readonly createdId?: string;
}

/** Sends an action; `refine` may turn the outcome into a more telling one before the step is recorded. */
export type Sender = (
  action: Action,
  options?: { readonly values?: PlaceholderValues; readonly refine?: (outcome: Outcome) => Outcome },
) => Promise<Step>;

/** A sender whose requests all belong to one trace. */
export function createSender(options: SenderOptions): Sender {
  const traceId = options.traceId ?? createTraceparent(options.random).traceId;
  return async (action, { values = {}, refine } = {}) => {
    const { traceparent } = createTraceparent(options.random, traceId);
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const request = writeBooleans(options.dialect, fillRequest(action.request, values));
    const answer = await options.client.send(request, { traceparent, ...signal });
    const context = { purpose: action.purpose, dialect: options.dialect, nowMs: options.clock.now() };
    const raw = redactSecret(interpretAnswer(answer, context), values.password);
    const outcome = refine === undefined ? raw : refine(raw);
    return { action, outcome, traceId, ...requestIdOf(answer), durationMs: answer.durationMs };
  };
}

function requestIdOf(answer: ScimAnswer): { requestId?: string } {
  return answer.kind === "answer" && answer.requestId !== undefined ? { requestId: answer.requestId } : {};
}

/** The request with real values in place of the placeholders. */
export function fillRequest(request: ScimRequest, values: PlaceholderValues): ScimRequest {
  const { createdId, password } = values;
  const path =
    createdId === undefined
      ? request.path
      : request.path.replaceAll(PLACEHOLDER.createdId, encodeURIComponent(createdId));
  if (request.body === undefined) return { ...request, path };
  return { ...request, path, body: fillObject(request.body, { createdId, password }) };
}

interface FillValues {
  readonly createdId: string | undefined;
  readonly password: string | undefined;
}

/** Only the attribute `password` (or the value of an operation on it) and `id` are filled: a person may be named like a placeholder. */
function fillObject(source: JsonObject, values: FillValues): JsonObject {
  const filled: Record<string, Json> = {};
  for (const [key, value] of Object.entries(source)) {
    if (value === undefined) continue;
    const isPassword = key === "password" || (key === "value" && source["path"] === "password");
    if (isPassword && value === PLACEHOLDER.password && values.password !== undefined) filled[key] = values.password;
    else if (key === "id" && value === PLACEHOLDER.createdId && values.createdId !== undefined)
      filled[key] = values.createdId;
    else filled[key] = fillValue(value, values);
  }
  return filled;
}

function fillValue(value: Json, values: FillValues): Json {
  if (Array.isArray(value)) return value.map((item) => fillValue(item, values));
  return isJsonObject(value) ? fillObject(value, values) : value;
}
