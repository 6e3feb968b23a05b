/** Structured fields of one log line. Never put a secret in them: redaction is a second line of defence, not the first. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where a component tells what it did. The apps bind it to pino; pure packages are handed it or nothing. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds `fields` to each line. */
  child(fields: LogFields): Logger;
}

/** A logger that says nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
