/**
 * Spans for OpenTelemetry, where the operator has loaded an SDK (`NODE_OPTIONS=--import …`); without one the API does nothing
 * and nothing is measured. The parent comes from `traceparent`, so that both sides of a provisioning stand in one trace.
 */
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

const TRACER = "@lockstep/service-app";
const FAULT_STATUS_MIN = 500;

/** Answers a request within a span named `METHOD part`. */
export function traced(
  request: Request,
  name: { readonly part: string; readonly path: string },
  answer: () => Response | Promise<Response>,
): Response | Promise<Response> {
  const tracer = trace.getTracer(TRACER);
  const parent = propagation.extract(context.active(), request.headers, {
    get: (headers, key) => headers.get(key) ?? undefined,
    keys: (headers) => [...headers.keys()],
  });
  const attributes = { "http.request.method": request.method, "url.path": name.path, "lockstep.part": name.part };
  const options = { kind: SpanKind.SERVER, attributes };
  return tracer.startActiveSpan(`${request.method} ${name.part}`, options, parent, async (span) => {
    try {
      const response = await answer();
      span.setAttribute("http.response.status_code", response.status);
      if (response.status >= FAULT_STATUS_MIN) span.setStatus({ code: SpanStatusCode.ERROR });
      return response;
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
