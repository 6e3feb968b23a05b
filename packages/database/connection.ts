import type { ClientConfig } from "pg";
import { StartupError } from "./types.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_DELAY_MS = 10_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;

/** Who connects and as what. */
export interface ConnectionOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly schema?: string;
  readonly role?: string;
}

/**
 * The driver's configuration for one connection: role and search path travel in the start-up message, so that no statement
 * can run before they hold. Throws StartupError when the URL cannot be read.
 */
export function connectionConfig(options: ConnectionOptions): ClientConfig {
  const url = parseDatabaseUrl(options.url);
  const settings = [`idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_TIMEOUT_MS}`];
  if (options.schema !== undefined) settings.push(`search_path=${requireIdentifier(options.schema)}`);
  if (options.role !== undefined) settings.push(`role=${requireIdentifier(options.role)}`);
  // Interop (libpq): sslmode means what it means to every other PostgreSQL client, where the driver would read `require` as `verify-full`.
  if (url.searchParams.has("sslmode") && !url.searchParams.has("uselibpqcompat")) {
    url.searchParams.set("uselibpqcompat", "true");
  }
  const own = url.searchParams.get("options");
  url.searchParams.delete("options");
  const flags = settings.map((setting) => `-c ${setting}`);
  return {
    connectionString: url.href,
    options: [...(own === null ? [] : [own]), ...flags].join(" "),
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  };
}

/** The URL of a PostgreSQL database; throws StartupError when it is none. */
export function parseDatabaseUrl(text: string): URL {
  const remedy = "Set DATABASE_URL to something like postgres://user:password@host:5432/database, or unset it.";
  if (!URL.canParse(text)) throw new StartupError(`DATABASE_URL is not a URL. ${remedy}`);
  const url = new URL(text);
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
    throw new StartupError(
      `DATABASE_URL does not name a PostgreSQL database (it starts with "${url.protocol}"). ${remedy}`,
    );
  }
  return url;
}

/** The same server and user, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = parseDatabaseUrl(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** A plain lower-case SQL name: the only kind that Lockstep puts into statements as text. */
export function requireIdentifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new TypeError(`"${name}" is not a plain SQL name`);
  return name;
}
