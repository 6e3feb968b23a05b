/** A directory over a database of its own, called through its fetch function: no socket, no worker. */
import { createHash } from "node:crypto";
import { silentLogger } from "@lockstep/ports";
import { createTestDatabase, type TestDatabase } from "../../../../packages/database/testing/index.ts";
import type { OktaError } from "../../contract.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import { createDirectory, type Directory, type DirectoryConfig, directoryMigrations } from "../../index.ts";

/** An answer with its JSON. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

/** What a call sends. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is instead of JSON. */
  readonly raw?: string | Uint8Array;
}

/** A directory under test. */
export interface TestDirectory {
  readonly directory: Directory;
  readonly database: TestDatabase;
  readonly token: string;
  readonly adminId: string;
  /** What it was made of: for a second process over the same database. */
  readonly config: DirectoryConfig;
  /** The clock of the directory; tests move it. */
  readonly clock: {
    now(): number;
    advance(milliseconds: number): void;
    /** From now on it moves by `advance` only. */
    hold(): void;
  };
  /** Requests that reached the target. */
  readonly sent: Request[];
  /** Calls under the API token. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<Answer<Body>>;
  /** As `call`; fails when the answer is not 2xx. */
  ok<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body>;
  /** As `call`; fails when the answer is not an error of Okta's shape with this status and code. Returns the causes. */
  refused(
    method: string,
    path: string,
    expected: { status: number; code: string; body?: unknown; options?: CallOptions },
  ): Promise<readonly string[]>;
  rows<Row extends Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export const ADMIN = { login: "admin@directory.example", name: "Ada Admin", password: "Only-for-tests-1" };

/** Starts one. `target` answers what the directory sends to apps. */
export async function startTestDirectory(
  options: {
    readonly target?: (request: Request) => Response | Promise<Response>;
    readonly consoleDirectory?: URL;
    /** Will listen on a free port: links then name that address. */
    readonly listens?: boolean;
    /** How many times Okta's published rates are let through; tests send more than people do. */
    readonly rateFactor?: number;
  } = {},
): Promise<TestDirectory> {
  const database = await createTestDatabase({
    sets: directoryMigrations,
    schema: "directory",
    role: "lockstep_directory",
  });
  let offsetMs = 0;
  let heldAt: number | undefined;
  const clock = {
    now: () => (heldAt ?? Date.now()) + offsetMs,
    hold: () => {
      heldAt ??= Date.now();
    },
    advance: (milliseconds: number) => {
      offsetMs += milliseconds;
    },
  };
  const sent: Request[] = [];
  const config: DirectoryConfig = {
    host: "127.0.0.1",
    port: 0,
    publicUrl: options.listens === true ? undefined : "http://directory.test",
    database: database.open<DirectoryTables>(),
    masterKey: createHash("sha256").update("test").digest(),
    clock,
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    logger: silentLogger,
    supportUrl: "https://support.example",
    pricingUrl: "https://pricing.example",
    guideUrl: "https://guide.example",
    targetReach: "loopback",
    fetch: async (input, init) => {
      const request = new Request(input, init);
      sent.push(request.clone());
      return await (options.target?.(request) ?? new Response("no target", { status: 500 }));
    },
    consoleDirectory: options.consoleDirectory,
    rateFactor: options.rateFactor ?? 1000,
  };
  const directory = await createDirectory(config);
  const { id: adminId } = await directory.seed.administrator(ADMIN);
  const token = await directory.seed.apiToken({ name: "tests" });
  return {
    directory,
    database,
    token,
    adminId,
    config,
    clock,
    sent,
    ...callers(directory, token),
    ...storage(database),
  };
}

function storage(database: TestDatabase): Pick<TestDirectory, "rows" | "close"> {
  return {
    rows: async <Row extends Record<string, unknown>>(sql: string, parameters?: readonly unknown[]) =>
      (await database.asOwner(sql, parameters)) as readonly Row[],
    close: () => database.drop(),
  };
}

function callers(directory: Directory, token: string): Pick<TestDirectory, "call" | "ok" | "refused"> {
  const call = async <Body>(
    method: string,
    path: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<Answer<Body>> => {
    const content = options.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await directory.fetch(
      new Request(`http://directory.test${path}`, {
        method,
        headers: {
          authorization: `SSWS ${token}`,
          ...(content === undefined ? {} : { "content-type": "application/json" }),
          ...options.headers,
        },
        ...(content === undefined ? {} : { body: content as string | Uint8Array<ArrayBuffer> }),
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) as Body };
  };
  return {
    call,
    async ok<Body>(method: string, path: string, body?: unknown): Promise<Body> {
      const answer = await call<Body>(method, path, body);
      if (answer.status < 200 || answer.status > 299)
        throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      return answer.body;
    },
    async refused(method, path, expected) {
      const answer = await call<OktaError>(method, path, expected.body, expected.options);
      const shape = [
        answer.status,
        answer.body?.errorCode,
        answer.body?.errorLink,
        Array.isArray(answer.body?.errorCauses),
      ];
      const wanted = [expected.status, expected.code, expected.code, true];
      if (JSON.stringify(shape) !== JSON.stringify(wanted))
        throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      return answer.body.errorCauses.map((cause) => cause.errorSummary);
    },
  };
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

let count = 0;

/** A profile nobody else has. */
export function newProfile(
  extra: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> & { login: string; email: string } {
  count += 1;
  return {
    login: `person${count}@corp.example`,
    email: `person${count}@mail.example`,
    firstName: `First${count}`,
    lastName: `Last${count}`,
    ...extra,
  } as Record<string, unknown> & { login: string; email: string };
}

/** Adds a person and gives the id. */
export async function addPerson(
  directory: TestDirectory,
  extra: Readonly<Record<string, unknown>> = {},
  query = "",
): Promise<string> {
  const { profile, ...rest } = extra as { profile?: Readonly<Record<string, unknown>> };
  const user = await directory.ok<{ id: string }>("POST", `/api/v1/users${query}`, {
    profile: newProfile(profile),
    ...rest,
  });
  return user.id;
}

/** Adds a group and gives the id. */
export async function addGroup(directory: TestDirectory, name: string): Promise<string> {
  return (await directory.ok<{ id: string }>("POST", "/api/v1/groups", { profile: { name } })).id;
}

/** Adds an app; `enabled` makes provisioning count as connected, with every To App feature on. */
export async function addApp(directory: TestDirectory, label: string, enabled = false): Promise<string> {
  const { id } = await directory.ok<{ id: string }>("POST", "/api/v1/apps", { label, signOnMode: "AUTO_LOGIN" });
  if (enabled) {
    await directory.rows(
      `update app set provisioning_enabled = true, connection_status = 'ENABLED', base_url = 'https://target.example/scim',
        create_users = true, update_user_attributes = true, deactivate_users = true where id = $1`,
      [id],
    );
  }
  return id;
}

/** The app user rows of an app, by person, as far as tests ask. */
export interface StoredAppUser extends Record<string, unknown> {
  readonly person_id: string;
  readonly assigned: boolean;
  readonly scope: string;
  readonly dirty: boolean;
  readonly provision_requested: boolean;
  readonly password_pending: boolean;
  readonly sealed: boolean;
  readonly dirty_version: string;
}

/** Reads them. */
export async function appUsersOf(directory: TestDirectory, appId: string): Promise<ReadonlyMap<string, StoredAppUser>> {
  const rows = await directory.rows<StoredAppUser>(
    `select person_id, assigned, scope, dirty_version > clean_version as dirty, provision_requested, password_pending,
       password_sealed is not null as sealed, dirty_version from app_user where app_id = $1`,
    [appId],
  );
  return new Map(rows.map((row) => [row.person_id, row]));
}

/** Pretends that a worker made everything of an app clean and known. */
export async function settle(directory: TestDirectory, appId: string): Promise<void> {
  await directory.rows(
    `update app_user set clean_version = dirty_version, sync_state = 'SYNCHRONIZED', known_active = assigned, password_pending = false,
       password_sealed = null, external_id = coalesce(external_id, 'scim-' || person_id), origin = 'created' where app_id = $1`,
    [appId],
  );
  await directory.rows("update push_group set clean_version = dirty_version where app_id = $1", [appId]);
}
