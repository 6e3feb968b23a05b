/** Runs a transcript against any service provider. */
import { type Captures, fillIn, fillInJson, matchJson } from "./match-json.ts";
import type { Json, Transcript, TranscriptRequest, TranscriptStep } from "./transcript.ts";

/** Where a transcript runs. */
export interface TranscriptTarget {
  /** The provider, as a function or over a socket. */
  readonly send: (request: Request) => Response | Promise<Response>;
  /** SCIM base URI without a slash at its end. */
  readonly baseUrl: string;
  /** Sent with each request, such as Authorization. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs the steps in order and gives what went wrong, one sentence each; none when all of it held. A failed step ends the run. */
export async function runTranscript(transcript: Transcript, target: TranscriptTarget): Promise<readonly string[]> {
  const captures: Captures = new Map([["base", target.baseUrl]]);
  for (const [index, step] of transcript.steps.entries()) {
    const faults = await runStep(step, target, captures);
    if (faults.length > 0)
      return faults.map((fault) => `${transcript.name}, step ${index + 1} (${step.say}): ${fault}`);
  }
  return [];
}

async function runStep(
  { request, expect }: TranscriptStep,
  target: TranscriptTarget,
  captures: Captures,
): Promise<readonly string[]> {
  const response = await target.send(toRequest(request, target, captures));
  const text = await response.text();
  const statuses = typeof expect.status === "number" ? [expect.status] : expect.status;
  if (!statuses.includes(response.status)) {
    return [`the status is ${response.status} instead of ${statuses.join(" or ")}: ${text.slice(0, 500)}`];
  }
  const faults: string[] = [];
  for (const [name, wanted] of Object.entries(expect.headers ?? {})) {
    const found = response.headers.get(name);
    const expected = wanted === null ? null : fillIn(wanted, captures);
    if (found !== expected) faults.push(`the header ${name} is ${String(found)} instead of ${String(expected)}`);
  }
  return [...faults, ...matchBody(expect.body, text, captures)];
}

function matchBody(pattern: Json | undefined, text: string, captures: Captures): readonly string[] {
  if (pattern === undefined) return [];
  if (pattern === null) return text === "" ? [] : [`there is a body: ${text.slice(0, 500)}`];
  const body = parse(text);
  return body === undefined
    ? [`the body is no JSON: ${text.slice(0, 500)}`]
    : matchJson(pattern, body, { captures, place: "body" });
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function toRequest(request: TranscriptRequest, target: TranscriptTarget, captures: Captures): Request {
  const body = request.body === undefined ? undefined : JSON.stringify(fillInJson(request.body, captures));
  return new Request(`${target.baseUrl}${fillIn(request.path, captures)}`, {
    method: request.method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/scim+json" }),
      ...target.headers,
      ...request.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
}
