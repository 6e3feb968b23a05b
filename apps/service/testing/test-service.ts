/** A service over a database of its own, driven through its fetch function. */
import { randomBytes } from "node:crypto";
import { type AccountId, type LogFields, type Logger, silentLogger } from "@lockstep/ports";
import { createTestDatabase, type TestDatabase } from "../../../packages/database/testing/index.ts";
import type { SeedAccount, Service, ServiceConfig } from "../config.ts";
import { createService, type ServiceTables, serviceMigrations } from "../index.ts";

export const USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const PATCH_URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
export const ORGANISATION_URN = "urn:lockstep:scim:schemas:extension:organisation:2.0:User";

/** A clock that moves when told to. */
export interface TestClock {
  now(): number;
  advance(milliseconds: number): void;
}

/** An answer with its JSON; `body` is loosely typed on purpose: tests look into it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client in JavaScript would.
  readonly body: any;
  readonly text: string;
}

/** One browser or program: fixed headers, and cookies kept between calls. */
export interface Client {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface TestService {
  readonly service: Service;
  readonly database: TestDatabase;
  readonly clock: TestClock;
  /** Everything that was logged, as text. */
  readonly log: string[];
  readonly config: ServiceConfig;
  /** A second process over the same database. */
  another(changed?: Partial<ServiceConfig>): Promise<Service>;
  /** A browser that is not signed in. */
  browser(): Client;
  /** A browser signed in as `email`; fails when sign-in does. */
  signedIn(email: string, password: string): Promise<Client>;
  /** SCIM under an Authorization header; paths start after `/SCIM/v2`. */
  scim(authorization: string): Client;
  seed(change?: Partial<SeedAccount>): Promise<{ accountId: AccountId; apiKey: string }>;
  close(): Promise<void>;
}

export const OWNER = { email: "owner@acme.example", password: "owner password 1" };
export const PROVISIONING = { email: "provisioning@acme.example", password: "provisioning password 1" };

/** The account that most tests work in: a mother organisation and two below it. */
export const ACME: SeedAccount = {
  name: "Acme",
  organisations: [
    { code: "ACME", name: "Acme Holding", parentCode: null },
    { code: "NORTH", name: "Acme North", parentCode: "ACME" },
    { code: "SOUTH", name: "Acme South", parentCode: "ACME" },
  ],
  owner: { ...OWNER, givenName: "Olivia", familyName: "Owner" },
  provisioning: PROVISIONING,
  scimModule: true,
  apiKeyName: "Directory",
};

export function basic(user: { readonly email: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user.email}:${user.password}`, "utf8").toString("base64")}`;
}

export async function startTestService(change: Partial<ServiceConfig> = {}): Promise<TestService> {
  const database = await createTestDatabase({ sets: serviceMigrations, schema: "service", role: "lockstep_service" });
  const clock = createTestClock();
  const log: string[] = [];
  const config: ServiceConfig = {
    host: "127.0.0.1",
    port: 0,
    publicUrl: "http://service.test",
    database: database.open<ServiceTables>(),
    masterKey: new Uint8Array(randomBytes(32)),
    clock,
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    logger: recordingLogger(log),
    supportUrl: "https://support.test/help",
    pricingUrl: "https://service.test/pricing",
    // The test clock stands still, and nothing would refill.
    rateLimit: { perSecond: 1_000_000, burst: 1_000_000 },
    consoleDirectory: undefined,
    ...change,
  };
  const services = [await createService(config)];
  const [service] = services as [Service];
  const browser = () => createClient(service, { "x-lockstep": "1" });
  return {
    service,
    database,
    clock,
    log,
    config,
    another: async (changed = {}) => {
      const other = await createService({ ...config, database: database.open<ServiceTables>(), ...changed });
      services.push(other);
      return other;
    },
    browser,
    signedIn: async (email, password) => {
      const client = browser();
      const answer = await client.call("POST", "/api/session", { email, password });
      if (answer.status !== 200) throw new Error(`sign-in of ${email}: ${answer.status} ${answer.text}`);
      return client;
    },
    scim: (authorization) => createClient(service, { authorization }, "/SCIM/v2"),
    seed: async (changed = {}) => {
      const { accountId, apiKey } = await service.seed.account({ ...ACME, ...changed });
      return { accountId, apiKey: apiKey ?? "" };
    },
    close: async () => {
      await Promise.all(services.map((each) => each.stop()));
      await database.drop();
    },
  };
}

function createTestClock(): TestClock {
  let now = Date.parse("2026-03-02T08:00:00Z");
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** A client of `service` over its fetch function. */
export function createClient(service: Service, fixed: Record<string, string>, prefix = ""): Client {
  const cookies = new Map<string, string>();
  return {
    call: async (method, path, body, headers = {}) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const request = new Request(`http://service.test${prefix}${path}`, {
        method,
        headers: {
          ...(body === undefined
            ? {}
            : { "content-type": prefix === "" ? "application/json" : "application/scim+json" }),
          ...(cookie === "" ? {} : { cookie }),
          ...fixed,
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const response = await service.fetch(request);
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";");
        const [name = "", value = ""] = pair.split("=");
        if (/max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: toBody(text), text };
    },
  };
}

function toBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordingLogger(lines: string[]): Logger {
  const write = (fields: LogFields, message: string) => {
    const shown = Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? `${value.message}\n${value.stack}` : value,
    ]);
    lines.push(`${message} ${JSON.stringify(Object.fromEntries(shown))}`);
  };
  return { ...silentLogger, debug: write, info: write, warn: write, error: write, child: () => recordingLogger(lines) };
}

/** All text, JSON and binary columns of all tables, searched for `value` as the owner. */
export async function findInDatabase(database: TestDatabase, value: string): Promise<readonly string[]> {
  const columns = await database.asOwner(`
    select c.table_schema as schema, c.table_name as "table", c.column_name as "column", c.data_type as type
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
      and (c.data_type in ('text', 'jsonb', 'json', 'bytea', 'character varying') or c.data_type = 'ARRAY')`);
  const tables = Map.groupBy(columns, ({ schema, table }) => `"${schema}"."${table}"`);
  const found: string[] = [];
  for (const [place, ofTable] of tables) {
    const conditions = ofTable.map(({ column, type }) =>
      type === "bytea"
        ? `coalesce(bool_or(position(convert_to($1, 'UTF8') in "${column}") > 0), false) as "${column}"`
        : `coalesce(bool_or(position($1 in "${column}"::text) > 0), false) as "${column}"`,
    );
    const [row = {}] = await database.asOwner(`select ${conditions.join(", ")} from ${place}`, [value]);
    found.push(...Object.keys(row).flatMap((column) => (row[column] === true ? [`${place}.${column}`] : [])));
  }
  return found;
}
