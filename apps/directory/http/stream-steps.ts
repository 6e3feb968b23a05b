/** Answers that tell of each step as it is taken: Server-Sent Events, or one line of JSON per step. */
import type { Context } from "hono";
import type { Env, HttpDeps } from "./env.ts";
import { toErrorResponse } from "./error-response.ts";
import { toldFor } from "./tell-in-language.ts";

const EVENTS = "text/event-stream";
const LINES = "application/x-ndjson";

/**
 * The streamed answer of `work` when `Accept` asks for one, else undefined. Steps come as `step`, the result as `report`; what fails
 * before the first step is an ordinary error answer, what fails later comes as `error`.
 */
export async function streamWhenAsked<Step, Report>(
  deps: HttpDeps,
  context: Context<Env>,
  work: (onStep: (step: Step) => void) => Promise<Report>,
): Promise<Response | undefined> {
  const accept = context.req.header("accept") ?? "";
  const type = [EVENTS, LINES].find((candidate) => accept.includes(candidate));
  if (type === undefined) return undefined;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({}, { highWaterMark: 1024 });
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  // Who went away reads nothing more; the work is told by the request's signal.
  const told = (value: unknown) => toldFor(context.req.header("accept-language"), value);
  const write = (kind: "step" | "report" | "error", value: unknown) =>
    void writer.write(encoder.encode(render(type, kind, told(value)))).catch(() => undefined);
  const begun = Promise.withResolvers<void>();
  const finished = work((step) => {
    begun.resolve();
    write("step", step);
  });
  await Promise.race([begun.promise, finished]);
  const ended = finished.then(
    (report) => write("report", report),
    async (error: unknown) => write("error", await toErrorResponse(deps, error).json()),
  );
  void ended.then(() => writer.close()).catch(() => undefined);
  return new Response(readable, { headers: { "content-type": type, "cache-control": "no-store" } });
}

function render(type: string, kind: string, value: unknown): string {
  return type === EVENTS
    ? `event: ${kind}\ndata: ${JSON.stringify(value)}\n\n`
    : `${JSON.stringify({ type: kind, [kind]: value })}\n`;
}
