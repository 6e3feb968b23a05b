/** A world whose directory is spoken to over its HTTP API, as administrators and scripts do: nothing else changes anything. */
import type { Act } from "../../domain/act.ts";
import { createDirectory } from "../../index.ts";
import { createWorld, until, type World } from "./world.ts";

/** A world with an API. */
export interface Office extends World {
  /** Calls the API; fails when the answer is not 2xx. */
  api<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body>;
  /** Every answer of the API so far, as text. */
  readonly answers: readonly string[];
  /** Calls the API; fails when the answer is 2xx. Gives status and causes. */
  refused(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly causes: readonly string[] }>;
  /** A new active person; the id. The user name in apps is the e-mail `<first>.<last>@example.com`. */
  hire(name: string, profile?: Readonly<Record<string, unknown>>): Promise<string>;
  /** An app connected to the target with every To App feature on; the id. */
  connect(settings?: Readonly<Record<string, unknown>>): Promise<string>;
  assign(appId: string, ...personIds: readonly string[]): Promise<void>;
  unassign(appId: string, personId: string): Promise<void>;
  /** Open tasks, the newest first. */
  openTasks(): Promise<readonly OpenTask[]>;
  /** The person's app user as the API shows it. */
  appUserOf(
    appId: string,
    personId: string,
  ): Promise<{ readonly syncState: string; readonly externalId: string | null; readonly error: string | null }>;
}

/** A task, as far as tests ask. */
export interface OpenTask {
  readonly id: string;
  readonly cause: string;
  readonly summary: string;
  readonly detail: string;
  readonly remedy: string;
  readonly nextAttemptAt: string | null;
}

const BASE = "http://directory.test";

/** Opens it, without a worker. Call in `beforeEach`, `end` in `afterEach`. */
export async function openOffice(parts: Partial<Act> = {}): Promise<Office> {
  const world = await createWorld(parts);
  const directory = await createDirectory({
    ...world.act,
    host: "127.0.0.1",
    port: 0,
    publicUrl: BASE,
    supportUrl: BASE,
    pricingUrl: BASE,
    guideUrl: BASE,
    consoleDirectory: undefined,
  });
  await directory.seed.administrator({
    login: "admin@directory.example",
    name: "Ada Admin",
    password: "Only-for-tests-1",
  });
  const token = await directory.seed.apiToken({ name: "tests" });
  const answers: string[] = [];
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = {
      authorization: `SSWS ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await directory.fetch(new Request(`${BASE}${path}`, { method, headers, ...sent }));
    const text = await response.text();
    answers.push(text);
    return { status: response.status, text, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
  };
  const api = async <Body>(method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json as Body;
  };
  return {
    ...world,
    api,
    answers,
    async refused(method, path, body) {
      const answer = await call(method, path, body);
      if (answer.status < 300) throw new Error(`${method} ${path} was not refused`);
      const { errorCauses } = answer.json as { errorCauses: readonly { errorSummary: string }[] };
      return { status: answer.status, causes: errorCauses.map((cause) => cause.errorSummary) };
    },
    ...staff(world, api),
  };
}

type Api = Office["api"];

function staff(
  world: World,
  api: Api,
): Pick<Office, "hire" | "connect" | "assign" | "unassign" | "openTasks" | "appUserOf"> {
  return {
    async hire(name, profile = {}) {
      const [firstName = "", lastName = ""] = name.split(" ");
      const email = `${firstName}.${lastName}@example.com`.toLowerCase();
      const body = {
        profile: { firstName, lastName, email, login: email, ...profile },
        credentials: { password: { value: "Chosen-Secret-42x" } },
      };
      return (await api<{ id: string }>("POST", "/api/v1/users?activate=true", body)).id;
    },
    async connect(settings = {}) {
      const { id } = await api<{ id: string }>("POST", "/api/v1/apps", {
        label: "Declaree",
        credentials: { userNameTemplate: { type: "BUILT_IN", template: `\${source.email}` } },
        settings: { provisioning: settings },
      });
      const { baseUrl, username, password } = world.target;
      await api("PUT", `/api/lockstep/v1/apps/${id}/connection`, { baseUrl, authScheme: "BASIC", username, password });
      await api("PUT", `/api/v1/apps/${id}/features/USER_PROVISIONING`, {
        create: { lifecycleCreate: { status: "ENABLED" } },
        update: {
          profile: { status: "ENABLED" },
          lifecycleDeactivate: { status: "ENABLED" },
          password: { status: "ENABLED" },
        },
      });
      world.target.forget();
      return id;
    },
    async assign(appId, ...personIds) {
      for (const id of personIds) await api("POST", `/api/v1/apps/${appId}/users`, { id, scope: "USER" });
    },
    async unassign(appId, personId) {
      await api("DELETE", `/api/v1/apps/${appId}/users/${personId}`);
    },
    async openTasks() {
      return (await api<{ items: readonly OpenTask[] }>("GET", "/api/lockstep/v1/tasks?state=OPEN")).items;
    },
    appUserOf: (appId, personId) => api("GET", `/api/v1/apps/${appId}/users/${personId}`),
  };
}

/** Waits until exactly these causes have open tasks. */
export async function tasksBecome(office: Office, causes: readonly string[]): Promise<readonly OpenTask[]> {
  let found: readonly OpenTask[] = [];
  await until(async () => {
    found = await office.openTasks();
    const now = found.map(({ cause }) => cause).sort();
    if (JSON.stringify(now) !== JSON.stringify([...causes].sort())) throw new Error(`open tasks: ${now.join(", ")}`);
  });
  return found;
}
