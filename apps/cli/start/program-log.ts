import { renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "@lockstep/ports";
import pino, { type DestinationStream, type Logger as PinoLogger } from "pino";

/** The program's log: a file of structured lines below the data directory, and errors also on standard error. */
export interface ProgramLog {
  readonly logger: Logger;
  readonly path: string;
  /** Writes what is buffered; call before the process ends. */
  flush(): void;
}

const SIZE_MAX = 20_000_000;
const SECRET_NAMES = ["password", "secret", "token", "apiKey", "authorization", "cookie", "credential", "masterKey"];
/** The second line of defence: nobody should put a secret into a log field in the first place. */
const REDACTED = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Opens the log; a file of more than 20 MB is put aside first. */
export function openProgramLog(home: string, level: string): ProgramLog {
  const path = join(home, "logs", "lockstep.log");
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > SIZE_MAX) renameSync(path, `${path}.1`);
  const file = pino.destination({ dest: path, mkdir: true, sync: true, mode: 0o600 });
  const streams = pino.multistream([
    { level: "debug", stream: file },
    { level: "error", stream: errorStream },
  ]);
  const redact = { paths: REDACTED, censor: "[removed]" };
  const root = pino({ level, redact, base: null, serializers: { error: serializeError } }, streams);
  return { logger: toLogger(root), path, flush: () => file.flushSync() };
}

/** One short line for people; the whole record is in the file. */
const errorStream: DestinationStream = {
  write(line) {
    const { msg, error, errorId } = JSON.parse(line) as Record<string, unknown>;
    const reason = typeof error === "object" && error !== null && "message" in error ? error.message : error;
    const details = [reason, errorId].filter((detail) => typeof detail === "string");
    process.stderr.write(`error: ${[msg, ...details].join(" · ")}\n`);
  },
};

function serializeError(error: unknown): unknown {
  return error instanceof Error ? pino.stdSerializers.err(error) : error;
}

function toLogger(log: PinoLogger): Logger {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    child: (fields) => toLogger(log.child(fields)),
  };
}
