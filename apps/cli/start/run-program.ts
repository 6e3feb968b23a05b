import { assertHomeIsFree, prepareHome, StartupError } from "@lockstep/database";
import { createOutput, type Output } from "../terminal/output.ts";
import { createClosers } from "./closers.ts";
import { INSTALLATION, openPool, prepareSchemas, provideDatabase, type StartContext } from "./database.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { fillWhenEmpty } from "./first-filling.ts";
import { firstRunPath, readFirstRun } from "./first-run-file.ts";
import { loadMasterKey, type MasterKey } from "./master-key.ts";
import { assertNoPlainHttp } from "./plain-http.ts";
import { assertPortsFree } from "./ports.ts";
import { openProgramLog, type ProgramLog } from "./program-log.ts";
import { provisionSampleWhenDue } from "./sample-run.ts";
import { localUrl } from "./side-parts.ts";
import { listenForStop, type StopReason } from "./stop-signal.ts";
import { keepObjectsYoung } from "./young-objects.ts";

/** Which parts of the program a process runs. */
export interface ProgramParts {
  readonly service: boolean;
  readonly directory: boolean;
  readonly worker: boolean;
}

const READY_POLL_MS = 20;
const READY_WITHIN_MS = 30_000;
const DRAIN_MS_MAX = 25_000;

/**
 * Runs the chosen parts until a signal asks for the end, and resolves with the exit code: 0 after a clean stop, 1 after a fault, which is told in
 * one sentence on standard error.
 */
export async function runProgram(parts: ProgramParts): Promise<number> {
  keepObjectsYoung();
  const output = createOutput(process.stdout, () => Date.now());
  let log: ProgramLog | undefined;
  try {
    const environment = readEnvironment(process.env);
    const home = prepareHome(environment.home);
    log = openProgramLog(home, environment.logLevel);
    return await runLogged({ parts, environment: { ...environment, home }, output, log });
  } catch (error) {
    tellFault(error, log);
    return 1;
  } finally {
    log?.flush();
  }
}

interface Run {
  readonly parts: ProgramParts;
  readonly environment: Environment;
  readonly output: Output;
  readonly log: ProgramLog;
}

async function runLogged(run: Run): Promise<number> {
  const { environment, output, log } = run;
  const closers = createClosers();
  const stop = listenForStop({
    isUnderNpm: environment.isUnderNpm,
    force: () => {
      process.stderr.write("Stopped at once.\n");
      process.exit(1);
    },
  });
  const context: StartContext = {
    environment,
    output,
    logger: log.logger,
    closers,
    signal: stop.signal,
    onDatabaseLost: () => stop.stop("the database is lost"),
  };
  process.on("uncaughtException", (error) => {
    tellFault(error, log);
    log.flush();
    void drain(context).finally(() => process.exit(1));
  });
  try {
    await startParts(run.parts, context);
    output.line("ready");
    log.logger.info({ parts: run.parts }, "Ready");
    return exitCode(await stop.requested);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return exitCode(await stop.requested);
  } finally {
    if (stop.signal.aborted) output.line("Stopping …");
    await drain(context);
    stop.dispose();
  }
}

function exitCode(reason: StopReason): number {
  return reason === "the database is lost" ? 1 : 0;
}

/** Everything from the first check to the moment when all parts answer. */
async function startParts(parts: ProgramParts, context: StartContext): Promise<void> {
  const { environment, signal } = context;
  if (environment.databaseUrl === undefined) assertHomeIsFree(environment.home);
  const sides = listeningSides(parts, environment);
  await assertPortsFree(environment.host, sides);
  assertNoPlainHttp(environment.host, sides, environment.trustsProxy);
  // Perf: reading our own code takes about as long as the database's start, so both happen at once (test/bench/start.ts).
  const loading = loadCode(parts);
  loading.catch(() => undefined);
  const ownerUrl = await provideDatabase(context);
  signal.throwIfAborted();
  const masterKey = loadMasterKey(environment.home, environment.masterKey);
  const code = await loading;
  const owners = [code.service?.SERVICE, code.directory?.DIRECTORY].filter((owner) => owner !== undefined);
  await prepareSchemas(context, ownerUrl, [INSTALLATION, ...owners]);
  signal.throwIfAborted();
  await startSides(parts, context, { ownerUrl, masterKey, code });
}

/** A process loads the code of the sides that it runs, and no other: that is memory and time. */
async function loadCode(parts: ProgramParts) {
  const [service, directory] = await Promise.all([
    parts.service ? import("./service-side.ts") : undefined,
    parts.directory || parts.worker ? import("./directory-side.ts") : undefined,
  ]);
  return { service, directory };
}

async function startSides(
  parts: ProgramParts,
  context: StartContext,
  means: {
    readonly ownerUrl: string;
    readonly masterKey: MasterKey;
    readonly code: Awaited<ReturnType<typeof loadCode>>;
  },
): Promise<void> {
  const { environment, signal } = context;
  const { ownerUrl, masterKey, code } = means;
  const database = openPool<unknown>(context, ownerUrl, { owner: INSTALLATION, size: 2 });
  const sideParts = { context, ownerUrl, masterKey: masterKey.bytes };
  const service = await code.service?.makeService(sideParts);
  const directory = await code.directory?.makeDirectory(sideParts);
  const atService = await service?.listen();
  const atDirectory = parts.directory ? await directory?.listen() : undefined;
  const { installation, isFresh } = await fillWhenEmpty({
    context,
    database,
    masterKey,
    sides: {
      service: service && atService && { app: service, baseUrl: atService.url },
      directory: directory && atDirectory && { app: directory, baseUrl: atDirectory.url },
    },
  });
  signal.throwIfAborted();
  if (parts.worker) await directory?.startWorker();
  const local = [atService, atDirectory].flatMap((side) =>
    side === undefined ? [] : [localUrl(environment.host, side.port)],
  );
  await Promise.all(local.map((url) => waitUntilReady(url, signal)));
  let hasNews = isFresh;
  if (atService !== undefined && atDirectory !== undefined && parts.worker) {
    const [serviceUrl, directoryUrl] = [
      localUrl(environment.host, atService.port),
      localUrl(environment.host, atDirectory.port),
    ];
    const wasDue = await provisionSampleWhenDue({ context, database, installation, serviceUrl, directoryUrl });
    hasNews ||= wasDue;
  }
  // Passwords are spelled out once, and only to a person: what a machine reads ends in somebody's log.
  const isForPeople = hasNews && (installation.hasSample || process.stdout.isTTY);
  showAddresses(context, { directory: atDirectory?.url, service: atService?.url, isForPeople });
}

function showAddresses(
  { environment, output }: StartContext,
  shown: {
    readonly directory: string | undefined;
    readonly service: string | undefined;
    readonly isForPeople: boolean;
  },
): void {
  const firstRun = shown.isForPeople ? readFirstRun(environment.home) : undefined;
  const [admin, owner] = [firstRun?.directory.admin, firstRun?.service.owner];
  if (shown.directory !== undefined) {
    output.line(
      `Directory console  ${shown.directory}${admin ? `   sign in as ${admin.login} with ${admin.password}` : ""}`,
    );
  }
  if (shown.service !== undefined) {
    output.line(
      `Service console    ${shown.service}${owner ? `   sign in as ${owner.email} with ${owner.password}` : ""}`,
    );
  }
  output.line(`Sign-ins           ${firstRunPath(environment.home)}`);
}

function listeningSides(parts: ProgramParts, environment: Environment) {
  const { directoryPort, directoryUrl, servicePort, serviceUrl } = environment;
  const directory = {
    side: "directory",
    port: directoryPort,
    variable: "LOCKSTEP_DIRECTORY_PORT",
    publicUrl: directoryUrl,
    urlVariable: "LOCKSTEP_DIRECTORY_URL",
  };
  const service = {
    side: "service",
    port: servicePort,
    variable: "LOCKSTEP_SERVICE_PORT",
    publicUrl: serviceUrl,
    urlVariable: "LOCKSTEP_SERVICE_URL",
  };
  return [...(parts.directory ? [directory] : []), ...(parts.service ? [service] : [])];
}

/** Asks /readyz over real HTTP until it says yes. */
async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + READY_WITHIN_MS;
  let answer = "no answer";
  while (performance.now() < end) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${url}/readyz`);
      if (response.ok) return;
      answer = `${response.status} ${(await response.text()).slice(0, 200)}`;
    } catch (error) {
      answer = String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new StartupError(`${url}/readyz does not say that it is ready (${answer}): look into the log and start again.`);
}

async function drain(context: StartContext): Promise<void> {
  const timer = setTimeout(() => {
    context.logger.error({}, "The program did not stop in time and is ended");
    process.exit(1);
  }, DRAIN_MS_MAX);
  await context.closers.closeAll(context.logger);
  clearTimeout(timer);
}

/** One sentence for a fault that a person can mend; for a bug its message and where the rest stands. */
function tellFault(error: unknown, log: ProgramLog | undefined): void {
  if (error instanceof StartupError) {
    log?.logger.warn({ error }, "The start was refused");
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  log?.logger.warn({ error }, "The program failed");
  const where = log === undefined ? "" : ` Details are in ${log.path}.`;
  process.stderr.write(`Lockstep failed: ${message.replace(/\.+$/, "")}.${where}\n`);
}
