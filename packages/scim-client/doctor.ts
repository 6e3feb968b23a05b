/**
 * *Test API Credentials*: walks from the address to the first page and says at which step it stops and what to do.
 * Nothing is written. The first request is Okta's own test request, so that a target which passes here passes there.
 */
import { type Clock, createTraceparent, type Random, type TraceId } from "@lockstep/ports";
import { parseAddress } from "./address.ts";
import { createScimClient, type FetchPort } from "./client.ts";
import {
  diagnoseConnection,
  diagnoseModule,
  diagnoseRights,
  diagnoseSignIn,
  diagnoseTls,
  diagnoseToken,
} from "./doctor-diagnosis.ts";
import { checkFilter, checkFirstPage, checkGroups, FIRST_PAGE_PATH } from "./doctor-pages.ts";
import { findAnsweringBase, lookedLikeScim } from "./doctor-path.ts";
import { createReport, type Finding, failed, passed, type ReportBuilder, skipped } from "./doctor-steps.ts";
import { checkTargetUrl, hostOf, type TargetReach } from "./target-url.ts";
import type { AccessTokens, ConnectionCredential, DoctorReport, DoctorStep, ScimAnswer } from "./types.ts";

/** What the test needs. */
export interface DoctorOptions {
  readonly baseUrl: string;
  readonly credential: ConnectionCredential;
  readonly fetch: FetchPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly timeout: (timeoutMs: number) => AbortSignal;
  /** The addresses of a host name; rejects when it has none. Without it the step is left to the connection. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** How far inside the target may lie; public addresses only, unless said. */
  readonly reach?: TargetReach;
  /** For each request. An administrator waits in front of the page: shorter than in provisioning. */
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  /** The target is known to have no filters: its users are listed instead. */
  readonly listsInstead?: boolean;
  readonly signal?: AbortSignal;
  /** Told of each step as soon as it was taken. */
  readonly onStep?: (step: DoctorStep) => void;
  /** All requests of the test go under it. */
  readonly traceId?: TraceId;
}

const TIMEOUT_MS = 20_000;

/** Tests a connection step by step; the steps after the first failed one are skipped. Never rejects for what the target does. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const report = createReport(options.credential, options.clock, options.onStep ?? (() => undefined));
  await takeSteps(options, report);
  return report.close();
}

async function takeSteps(options: DoctorOptions, report: ReportBuilder): Promise<void> {
  const { baseUrl, credential } = options;
  const checked = checkTargetUrl(baseUrl, { reach: options.reach ?? "public" });
  if (!checked.ok) return void report.add("url", failed(checked.message, checked.remedy));
  report.add("url", passed(`${checked.url.origin} is an address that may be used.`));
  if (!report.add("resolve", await resolveHost(options, checked.url))) return;
  const traceId = options.traceId ?? createTraceparent(options.random).traceId;
  if (credential.scheme === "OAUTH" && !report.add("token", await fetchToken(options, credential.tokens, traceId)))
    return;
  const probe = createProbe(options, traceId);
  const first = await probe(baseUrl, FIRST_PAGE_PATH);
  if (!report.add("connect", diagnoseConnection(first, checked.url))) return;
  if (!report.add("tls", diagnoseTls(first, checked.url)) || first.kind !== "answer") return;
  if (!report.add("path", await checkPath(baseUrl, first, probe))) return;
  if (!report.add("signIn", diagnoseSignIn(first, credential))) return;
  if (!report.add("module", diagnoseModule(first))) return;
  if (!report.add("rights", diagnoseRights(first))) return;
  if (!report.add("firstPage", checkFirstPage(first))) return;
  const filter = options.listsInstead
    ? skipped("The connection lists all users instead of asking with a filter (target switch lookupBy).")
    : await checkFilter((path) => probe(baseUrl, path), options.random);
  if (!report.add("filter", filter)) return;
  report.add("groups", await checkGroups((path) => probe(baseUrl, path)));
}

async function fetchToken(options: DoctorOptions, tokens: AccessTokens, traceId: TraceId): Promise<Finding> {
  const { traceparent } = createTraceparent(options.random, traceId);
  const deadline = options.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  return diagnoseToken(await tokens.get({ traceparent, signal }));
}

type Probe = (baseUrl: string, path: string) => Promise<ScimAnswer>;

function createProbe(options: DoctorOptions, traceId: TraceId): Probe {
  return (baseUrl, path) => {
    const client = createScimClient({
      baseUrl,
      credential: options.credential,
      fetch: options.fetch,
      clock: options.clock,
      timeout: options.timeout,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
    });
    const { traceparent } = createTraceparent(options.random, traceId);
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    return client.send({ method: "GET", path }, { traceparent, ...signal });
  };
}

async function resolveHost(options: DoctorOptions, url: URL): Promise<Finding> {
  const host = hostOf(url);
  if (parseAddress(host) !== undefined) return passed(`${host} is an address already.`);
  if (options.resolve === undefined) return skipped("The connection resolves the host name.");
  const addresses = await options.resolve(host).catch(() => []);
  if (addresses.length === 0) {
    return failed(
      `The host name ${host} is not known to the name server.`,
      "Check the spelling of the base URL. If it is right, ask your network team whether this server may resolve the name.",
    );
  }
  const checked = checkTargetUrl(options.baseUrl, { reach: options.reach ?? "public", addresses });
  return checked.ok ? passed(`${host} resolves to ${addresses.join(", ")}.`) : failed(checked.message, checked.remedy);
}

async function checkPath(
  baseUrl: string,
  first: Extract<ScimAnswer, { kind: "answer" }>,
  probe: Probe,
): Promise<Finding> {
  if (lookedLikeScim(first)) return passed("A SCIM endpoint answers at the base URL.");
  const found = await findAnsweringBase(baseUrl, (variant) => probe(variant, FIRST_PAGE_PATH));
  const message = describeWrongPath(first);
  if (found !== undefined) {
    return failed(`${message} ${found} does answer as a SCIM endpoint.`, `Enter ${found} as the base URL.`);
  }
  return failed(
    message,
    "Compare the base URL with the application's guide: it usually ends with /scim/v2 or /SCIM/v2, and letter case can matter.",
  );
}

function describeWrongPath(first: Extract<ScimAnswer, { kind: "answer" }>): string {
  if (first.status >= 300 && first.status < 400) {
    const to = first.location === undefined ? "" : ` to ${first.location}`;
    return `The base URL answers with a redirect${to}; redirects are not followed.`;
  }
  if (first.status === 404 || first.status === 405 || first.status === 410) {
    return `The server is there, but has no SCIM endpoint at this path (status ${first.status}).`;
  }
  return "The server answers at this path, but with a page that is not SCIM.";
}
