import { parseDatabaseUrl } from "./connection.ts";
import { StartupError } from "./types.ts";

type Describe = (target: Target) => string;

interface Target {
  readonly server: string;
  readonly user: string;
  readonly database: string;
  readonly message: string;
}

/** What goes wrong on the way to a database, and what to do about it, by error code of the network and of PostgreSQL (appendix A). */
const SENTENCES: Readonly<Record<string, Describe>> = {
  ECONNREFUSED: ({ server }) =>
    `No database server answers at ${server} (connection refused): start it, or correct host and port in DATABASE_URL.`,
  ENOTFOUND: ({ server }) => `The host of the database, ${server}, is unknown: correct the host name in DATABASE_URL.`,
  EAI_AGAIN: ({ server }) =>
    `The host of the database, ${server}, cannot be looked up: correct the host name in DATABASE_URL, or check the name service.`,
  ETIMEDOUT: ({ server }) =>
    `The database server at ${server} does not answer: check host, port and firewall, or correct DATABASE_URL.`,
  EHOSTUNREACH: ({ server }) =>
    `There is no way to the database server at ${server}: check the network, or correct DATABASE_URL.`,
  ECONNRESET: ({ server }) =>
    `What listens at ${server} closes the connection and may be no PostgreSQL server: correct host and port in DATABASE_URL.`,
  "28P01": ({ server, user }) =>
    `The database server at ${server} refuses the password of user "${user}": correct user and password in DATABASE_URL.`,
  "28000": ({ server, user, message }) =>
    `The database server at ${server} does not let user "${user}" in (${message}): correct DATABASE_URL, or allow the user in pg_hba.conf.`,
  "3D000": ({ server, database }) =>
    `The database "${database}" does not exist on ${server}: create it with CREATE DATABASE "${database}", or correct DATABASE_URL.`,
  "42501": ({ user, database, message }) =>
    `User "${user}" may not use the database "${database}" (${message}): grant the right, or name another user in DATABASE_URL.`,
  "53300": ({ server }) =>
    `The database server at ${server} has no connection left: close other clients or raise its max_connections.`,
  "57P03": ({ server }) =>
    `The database server at ${server} is still starting up or shutting down: try again in a moment.`,
  "22023": ({ user, message }) =>
    `The database user "${user}" cannot be used (${message}): name the owner of the database in DATABASE_URL.`,
};

/** The fault in one sentence that says what to do; names host, user and database, never the password. */
export function describeConnectionError(error: unknown, url: string): StartupError {
  if (error instanceof StartupError) return error;
  const parsed = parseDatabaseUrl(url);
  const user = decodeURIComponent(parsed.username) || "(none)";
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  const target = {
    server: `${parsed.hostname || "localhost"}:${parsed.port || "5432"}`,
    user,
    database: decodeURIComponent(parsed.pathname.slice(1)) || user,
    message,
  };
  return new StartupError(sentence(connectionErrorCode(error), target), { cause: error });
}

/** The code of the network or of PostgreSQL behind a failed connection, also when several addresses were tried. */
export function connectionErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const code = (error as Error & { code?: unknown }).code;
  if (typeof code === "string") return code;
  if (error instanceof AggregateError) return connectionErrorCode(error.errors[0]);
  // The driver reports its own time-out and an early end of the stream by message only.
  if (/timeout/i.test(error.message)) return "ETIMEDOUT";
  if (/terminated unexpectedly/i.test(error.message)) return "ECONNRESET";
  return "";
}

function sentence(code: string, target: Target): string {
  const known = SENTENCES[code];
  if (known !== undefined) return known(target);
  if (/SSL|certificate|TLS/i.test(target.message)) {
    return `The encrypted connection to the database server at ${target.server} fails (${target.message}): correct sslmode in DATABASE_URL.`;
  }
  if (/password/i.test(target.message)) {
    return `The database server at ${target.server} asks for a password that is missing or cannot be used: put user and password into DATABASE_URL.`;
  }
  return `The database at ${target.server} cannot be used (${target.message}): check DATABASE_URL.`;
}
