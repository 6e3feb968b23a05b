/** Figures for Prometheus. Labels are few and closed: no id, no path and no account becomes a label. */
import type { ScimExchange } from "@lockstep/scim-server";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { createDurations, type DurationSeries } from "./durations.ts";

/** Bounds of the duration histograms, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** What a path's first segment may be as a label; anything else is `other`. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  "": "/",
  users: "/Users",
  groups: "/Groups",
  me: "/Me",
  bulk: "/Bulk",
  ".search": "/.search",
  schemas: "/Schemas",
  resourcetypes: "/ResourceTypes",
  serviceproviderconfig: "/ServiceProviderConfig",
  serviceproviderconfigs: "/ServiceProviderConfig",
};
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What is measured from the outside when figures are asked for. */
export interface MetricSources {
  readonly pool: () => { readonly total: number; readonly idle: number; readonly waiting: number };
  readonly requestLogDropped: () => number;
}

/** The figures of this process. */
export interface Metrics {
  observeExchange(exchange: ScimExchange): void;
  observeRequest(request: {
    readonly part: string;
    readonly method: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** The text exposition format, and its media type. */
  expose(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** Makes the figures; each service has its own registry, so that two in one process do not mix. */
export function createMetrics(sources: MetricSources): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry, prefix: "lockstep_" });
  const scim = createDurations({
    name: "lockstep_scim_request_duration_seconds",
    help: "Duration of SCIM requests.",
    bounds: SECONDS,
    registry,
  });
  const scimSeries = new Map<string, DurationSeries>();
  const normalised = new Counter({
    name: "lockstep_scim_normalisations_total",
    help: "Requests that a tolerance had to normalise, by its switch.",
    labelNames: ["switch"],
    registers,
  });
  const http = new Histogram({
    name: "lockstep_http_request_duration_seconds",
    help: "Duration of requests beside SCIM, by part of the service.",
    labelNames: ["part", "method", "status"],
    buckets: SECONDS,
    registers,
  });
  addGauges(registry, sources);
  return {
    observeExchange: ({ method, path, status, durationMs, normalisations }) => {
      const labels = [methodOf(method), endpointOf(path), classOf(status)] as const;
      const key = `${labels[0]} ${labels[1]} ${labels[2]}`;
      let series = scimSeries.get(key);
      if (series === undefined) {
        series = scim.series({ method: labels[0], endpoint: labels[1], status: labels[2] });
        scimSeries.set(key, series);
      }
      scim.observe(series, durationMs / 1000);
      for (const name in normalisations) normalised.inc({ switch: name });
    },
    observeRequest: ({ part, method, status, seconds }) =>
      http.observe({ part, method: methodOf(method), status: classOf(status) }, seconds),
    expose: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}

function addGauges(registry: Registry, sources: MetricSources): void {
  new Gauge({
    name: "lockstep_database_connections",
    help: "Connections of the pool, and requests that wait for one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = sources.pool();
      this.set({ state: "busy" }, total - idle);
      this.set({ state: "idle" }, idle);
      this.set({ state: "waiting" }, waiting);
    },
  });
  new Gauge({
    name: "lockstep_request_log_dropped",
    help: "Entries of the request log that were not kept since the start.",
    registers: [registry],
    collect() {
      this.set(sources.requestLogDropped());
    },
  });
}

function endpointOf(path: string): string {
  const name = /^\/+[^/]+\/+[^/]+\/+([^/]+)/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(ENDPOINTS, name) ? (ENDPOINTS[name] ?? "other") : "other";
}

function methodOf(method: string): string {
  return METHODS.has(method) ? method : "other";
}

/** `2xx`: single statuses would multiply the series. */
function classOf(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}
