/** A company without a sample, set up by hand through the public interfaces: what a newcomer with the guide has before the first line. */
import pg from "pg";
import { inject } from "vitest";
import { type Api, basic, createApi, eventually, signIn } from "./api.ts";
import { type Program, startProgram } from "./program.ts";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.ts";

export interface Person {
  readonly id: string;
  readonly login: string;
  readonly email: string;
}

/** A user as SCIM shows it. */
export interface ScimUser {
  readonly id: string;
  readonly userName: string;
  readonly externalId?: string;
  readonly active: boolean;
  readonly name?: { readonly givenName?: string; readonly familyName?: string };
  readonly title?: string;
  readonly emails?: readonly { readonly value: string }[];
  readonly groups?: readonly { readonly value: string; readonly display?: string }[];
}

export interface ScimGroup {
  readonly id: string;
  readonly displayName: string;
  readonly members?: readonly { readonly value: string }[];
}

export interface Organisation {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly parentId: string | null;
}

export const PROVISIONING = { email: "okta-provisioning@acme.example", password: "Provision-me-4711" };

export interface Company {
  readonly program: Program;
  readonly proxy: RecordingProxy;
  readonly database: pg.Pool;
  /** What the program was told by its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The service's web sign-in as the owner. */
  readonly owner: Api;
  /** The directory under an API token. */
  readonly directory: Api;
  /** SCIM under the provisioning account. */
  readonly scim: Api;
  readonly appId: string;
  readonly provisioningUserId: string;
  readonly organisations: { readonly parent: Organisation; readonly north: Organisation; readonly south: Organisation };
  /** The SCIM base URL that the administrator enters: the service, seen through the recording proxy. */
  readonly scimBaseUrl: string;
  close(): Promise<void>;
}

/** Starts both sides over an empty database, by default one of its own, adds two organisations, the provisioning account, an API token and an app. */
export async function startCompany(databaseUrl?: string): Promise<Company> {
  const url = databaseUrl ?? (await createDatabase());
  const environment = {
    DATABASE_URL: url,
    LOCKSTEP_SUPPORT_URL: "https://support.acme.example/help",
    LOCKSTEP_PRICING_URL: "https://acme.example/pricing",
  };
  const program = await startProgram({ environment });
  await program.ready;
  const first = await program.firstRun();
  const owner = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
  const organisations = await addOrganisations(owner);
  const administrator = await owner.ok<{ id: string }>("POST", "/api/users", {
    ...PROVISIONING,
    givenName: "Okta",
    familyName: "Provisioning",
    roles: ["administrator"],
    organisationIds: [organisations.parent.id],
  });
  const console_ = await signIn(first.directory.baseUrl, "/api/lockstep/v1/session", first.directory.admin);
  const { token } = await console_.ok<{ token: string }>("POST", "/api/lockstep/v1/api-tokens", { name: "Guide" });
  const directory = createApi(first.directory.baseUrl, { authorization: `SSWS ${token}` });
  const app = await directory.ok<{ id: string }>("POST", "/api/v1/apps", {
    name: "lockstep_service",
    label: "Expenses",
  });
  const proxy = await startRecordingProxy(first.service.baseUrl);
  const database = new pg.Pool({ connectionString: url });
  database.on("error", () => undefined);
  return {
    program,
    proxy,
    database,
    environment,
    owner,
    directory,
    scim: scimAs(first.service.baseUrl, PROVISIONING.email, PROVISIONING.password),
    appId: app.id,
    provisioningUserId: administrator.id,
    organisations,
    scimBaseUrl: `${proxy.url}/SCIM/v2/`,
    async close() {
      await proxy.close();
      await database.end();
      await program.stop();
    },
  };
}

/** SCIM with HTTP Basic. */
export function scimAs(serviceUrl: string, username: string, password: string): Api {
  return createApi(`${serviceUrl.replace(/\/$/, "")}/SCIM/v2`, {
    authorization: basic(username, password),
    "content-type": "application/scim+json",
  });
}

/** An empty database on the server that the tests run against. */
export async function createDatabase(): Promise<string> {
  const serverUrl = new URL(inject("databaseUrl"));
  const name = `guide_${Math.random().toString(36).slice(2, 10)}`;
  const client = new pg.Client({ connectionString: serverUrl.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  serverUrl.pathname = `/${name}`;
  return serverUrl.href;
}

async function addOrganisations(owner: Api): Promise<Company["organisations"]> {
  const list = await owner.ok<{ items: Organisation[] }>("GET", "/api/organisations");
  const parent = list.items.find((item) => item.parentId === null);
  if (parent === undefined) throw new Error("the account has no parent organisation");
  const add = (code: string, name: string) =>
    owner.ok<Organisation>("POST", "/api/organisations", { code, name, parentId: parent.id });
  return { parent, north: await add("NORTH", "Acme North"), south: await add("SOUTH", "Acme South") };
}

let personCount = 0;

/** Adds a person to the directory; the login differs from the e-mail, so that the user name format shows. */
export async function addPerson(company: Company, name: string, extra: Record<string, unknown> = {}): Promise<Person> {
  personCount += 1;
  const handle = `${name.toLowerCase()}${personCount}`;
  const profile = {
    login: `${handle}@corp.acme.example`,
    email: `${handle}@acme.example`,
    firstName: name,
    lastName: `Tester${personCount}`,
    displayName: `${name} Tester${personCount}`,
    title: "Clerk",
  };
  const user = await company.directory.ok<{ id: string }>("POST", "/api/v1/users?activate=true", { profile, ...extra });
  return { id: user.id, login: profile.login, email: profile.email };
}

/** Assigns a person to the app. */
export async function assign(company: Company, person: Person): Promise<void> {
  await company.directory.ok("POST", `/api/v1/apps/${company.appId}/users`, { id: person.id, scope: "USER" });
}

/** The user of a person in the service, found by externalId; undefined when there is none. */
export async function findUser(company: Company, person: Person): Promise<ScimUser | undefined> {
  const filter = encodeURIComponent(`externalId eq "${person.id}"`);
  const list = await company.scim.ok<{ totalResults: number; Resources: ScimUser[] }>("GET", `/Users?filter=${filter}`);
  if (list.totalResults > 1) throw new Error(`${person.login} stands in the service ${list.totalResults} times`);
  return list.Resources[0];
}

/** Waits until the person's user in the service is as `holds` says. */
export async function userWhen(
  company: Company,
  person: Person,
  holds: (user: ScimUser) => boolean = () => true,
): Promise<ScimUser> {
  const user = await eventually(
    () => findUser(company, person),
    (found) => found !== undefined && holds(found),
  );
  if (user === undefined) throw new Error("unreachable");
  return user;
}

/** Waits until nothing is pending in the app. Failures count as settled: they are tasks. */
export async function settled(company: Company): Promise<void> {
  await eventually(
    () =>
      company.directory.ok<{ pending: number; pushGroups: { pending: number } }>(
        "GET",
        `/api/lockstep/v1/apps/${company.appId}/progress`,
      ),
    (progress) => progress.pending === 0 && progress.pushGroups.pending === 0,
  );
}

/** The To App page: which checkboxes are ticked. */
export interface ToApp {
  readonly create?: boolean;
  readonly update?: boolean;
  readonly deactivate?: boolean;
  readonly password?: { readonly seed: "RANDOM" | "OKTA"; readonly change: "CHANGE" | "KEEP_EXISTING" } | false;
}

/** Saves the To App page; what is left out is ticked, with the guide's recommendation for passwords. */
export async function setToApp(company: Company, ticks: ToApp): Promise<void> {
  const toggle = (on: boolean | undefined) => ({ status: on === false ? "DISABLED" : "ENABLED" });
  const password = ticks.password ?? { seed: "RANDOM", change: "CHANGE" };
  await company.directory.ok("PUT", `/api/v1/apps/${company.appId}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: toggle(ticks.create) },
    update: {
      profile: toggle(ticks.update),
      lifecycleDeactivate: toggle(ticks.deactivate),
      password:
        password === false
          ? { status: "DISABLED", seed: "RANDOM", change: "KEEP_EXISTING" }
          : { status: "ENABLED", ...password },
    },
  });
}

/** Saves the Integration page with the provisioning account's credentials. */
export function saveConnection(company: Company, password = PROVISIONING.password) {
  return company.directory.call<{ errorCode?: string; status?: string; report?: Report }>(
    "PUT",
    `/api/lockstep/v1/apps/${company.appId}/connection`,
    { enabled: true, baseUrl: company.scimBaseUrl, authScheme: "BASIC", username: PROVISIONING.email, password },
  );
}

/** The credentials test's report. */
export interface Report {
  readonly ok: boolean;
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly remedy?: string;
  }[];
}

/** *Test API Credentials* with the given user name and password; nothing is saved. */
export function testCredentials(company: Company, username: string, password: string): Promise<Report> {
  return company.directory.ok<Report>("POST", `/api/lockstep/v1/apps/${company.appId}/connection/test`, {
    baseUrl: company.scimBaseUrl,
    authScheme: "BASIC",
    username,
    password,
  });
}

/** Whether the service's web sign-in takes the e-mail and password. */
export async function canSignIn(company: Company, email: string, password: string): Promise<boolean> {
  const answer = await createApi(company.owner.baseUrl, { "x-lockstep": "1" }).call("POST", "/api/session", {
    email,
    password,
  });
  if (answer.status !== 200 && answer.status !== 401) throw new Error(`sign-in was answered with ${answer.status}`);
  return answer.status === 200;
}
