/** The composition root: configuration in, one fetch function, one listener and one seed out. */

import { poolRandom } from "@lockstep/ports";
import { createScimServer } from "@lockstep/scim-server";
import { createScimStore } from "@lockstep/scim-store";
import { createApi } from "./api/create-api.ts";
import { createBackground } from "./background/create-background.ts";
import { systemTimers } from "./background/timers.ts";
import type { Service, ServiceConfig } from "./config.ts";
import { createConsoleFiles } from "./console-files.ts";
import { AUTHENTICATION_SCHEMES } from "./domain/authentication-schemes.ts";
import { ADMIT_FUNCTION, alwaysFresh, createAuthenticator } from "./domain/authenticator.ts";
import { configVersionOf } from "./domain/caller.ts";
import { type Catalogues, openCatalogues } from "./domain/catalogues.ts";
import { withDefaultTolerance } from "./domain/default-tolerance.ts";
import { readDefinitionFiles } from "./domain/definition-files.ts";
import { keyedDigest } from "./domain/digest.ts";
import { announceWrites, createEventNotifier } from "./domain/event-notice.ts";
import { createEventSignal } from "./domain/event-signal.ts";
import { createMailer } from "./domain/mail.ts";
import { createPasswordHasher } from "./domain/password.ts";
import { createProvisioningHooks, hashPasswordsFirst } from "./domain/provisioning.ts";
import { createRateLimiter } from "./domain/rate-limiter.ts";
import { BUILT_IN, USER_SHAPE } from "./domain/resource-types.ts";
import { SCIM_BASE_PATH } from "./domain/scim-base-path.ts";
import { createSender } from "./domain/webhook/send.ts";
import { makeLightResponse } from "./http/light-response.ts";
import { type Listener, openListener } from "./listener.ts";
import { answerDocument } from "./openapi/answer-document.ts";
import { logExchange } from "./operate/exchange-line.ts";
import { createMetrics } from "./operate/metrics.ts";
import { createRequestLog } from "./operate/request-log.ts";
import { createRest } from "./rest/create-rest.ts";
import { createRouter } from "./router.ts";
import { createSeed } from "./seed.ts";
import type { ServiceTables } from "./tables.ts";

const MASTER_KEY_BYTES = 32;

/** Puts the service together over a migrated database. Opens no port until `listen`. */
export async function createService(config: ServiceConfig): Promise<Service> {
  if (config.masterKey.byteLength !== MASTER_KEY_BYTES) {
    throw new Error(`The master key has ${config.masterKey.byteLength} bytes instead of ${MASTER_KEY_BYTES}`);
  }
  let listener: Listener | undefined;
  const baseUrl = () => (config.publicUrl ?? localUrl(config.host, listener?.port ?? config.port)).replace(/\/+$/, "");
  const { definitionsDirectory } = config;
  const base =
    definitionsDirectory === undefined ? BUILT_IN : await readDefinitionFiles(definitionsDirectory, BUILT_IN);
  const catalogues = await openCatalogues(base, config);
  const parts = createParts(config, baseUrl, catalogues);
  const { router, mailer, store, requestLog, background, notifier, events, limiter } = parts;
  return {
    fetch: router,
    listen: async () => {
      listener ??= await openListener(router, config.host, config.port);
      await background.start();
      return { url: baseUrl(), port: listener.port };
    },
    stop: async () => {
      // Requests that wait for events end first: the listener waits for them.
      await Promise.all([events.stop(), listener?.close(), background.stop()]);
      listener = undefined;
      await notifier.stop();
      await mailer.stop();
      await requestLog.stop();
      await catalogues.close();
      await limiter.settle();
    },
    seed: createSeed({ config, store, userShape: USER_SHAPE }),
  };
}

function createParts(config: ServiceConfig, baseUrl: () => string, catalogues: Catalogues) {
  const { database, clock, logger, masterKey } = config;
  const random = poolRandom(config.random);
  const requestLog = createRequestLog({ database, clock, logger });
  const metrics = createMetrics({
    pool: () => {
      const { totalCount: total, idleCount: idle, waitingCount: waiting } = database.pool;
      return { total, idle, waiting };
    },
    requestLogDropped: requestLog.dropped,
  });
  const hasher = createPasswordHasher(random);
  const hooks = createProvisioningHooks({ clock, random, hasher }, catalogues);
  const timers = config.timers ?? systemTimers;
  const notifier = createEventNotifier({ database, timers, logger });
  const events = createEventSignal({ database, logger });
  const sendWebhook = createSender({ reach: config.webhookReach ?? "public", timers });
  const background = createBackground({ config, timers, events, send: sendWebhook });
  const parts = { database, clock, random, hooks, admitFunction: ADMIT_FUNCTION };
  const written = createScimStore<ServiceTables>(parts);
  const store = announceWrites(hashPasswordsFirst(written, hasher), notifier);
  const limiter = createRateLimiter(config);
  const access = { database, clock, random, hasher, masterKey, limiter, pricingUrl: config.pricingUrl };
  const authenticator = createAuthenticator({ ...access, consoleUrl: baseUrl });
  const fresh = alwaysFresh(authenticator);
  const scim = createScimServer({
    basePath: SCIM_BASE_PATH,
    publicBaseUrl: baseUrl,
    shapes: catalogues.base.shapes,
    shapesOf: (caller) => catalogues.shapesOf(caller.accountId, configVersionOf(caller)),
    store,
    authenticator: withDefaultTolerance(authenticator, config.tolerance),
    makeResponse: makeLightResponse,
    clock,
    random,
    logger,
    authenticationSchemes: AUTHENTICATION_SCHEMES,
    cursorKey: keyedDigest(masterKey, "scim-cursor"),
    onExchange: (exchange) => {
      logExchange(logger, exchange);
      metrics.observeExchange(exchange);
      requestLog.add(exchange);
    },
  });
  const from = () => config.mailFrom ?? `no-reply@${new URL(baseUrl()).hostname}`;
  const mailer = createMailer({ database, masterKey, logger, smtpUrl: config.smtpUrl, from });
  const outlets = { timers, notifier, events, sendWebhook };
  const api = createApi({
    config,
    mailer,
    store,
    hooks,
    userShape: USER_SHAPE,
    requestLog,
    catalogues,
    hasher,
    authenticator: fresh,
    baseUrl,
    ...outlets,
  });
  const consoleFiles = config.consoleDirectory === undefined ? undefined : createConsoleFiles(config.consoleDirectory);
  const rest = createRest({ database, authenticator: fresh, clock, random, logger });
  const router = createRouter({
    scim,
    api: (request) => api.fetch(request),
    rest: (request) => rest.fetch(request),
    openApi: answerDocument(baseUrl, catalogues.base.shapes),
    consoleFiles,
    database,
    logger,
    clock,
    metrics,
    metricsAccess: { token: config.metricsToken, isLocal: servesThisMachineOnly(config) },
    hasTraces: config.hasTraces ?? false,
  });
  return { router, mailer, store, requestLog, background, notifier, events, limiter };
}

/** A listener on loopback may still be reached from elsewhere, through a proxy: then the public URL names another host. */
function servesThisMachineOnly({ host, publicUrl, isBehindProxy }: ServiceConfig): boolean {
  if (isBehindProxy === true || !isLoopback(host)) return false;
  return publicUrl === undefined || isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, ""));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function localUrl(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
