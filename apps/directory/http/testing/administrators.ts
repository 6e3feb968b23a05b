/** Administrators of any role, made as administrators are: invited, then choosing a password by the link. */
import type { AdministratorRole, NewAdministrator, NewApiToken } from "../../contract.ts";
import type { TestDirectory } from "./test-directory.ts";

/** The password of `addAdministrator`. */
export const ADMINISTRATOR_PASSWORD = "Only-for-tests-2";

/** An administrator who can sign in, and has a token. */
export interface TestAdministrator {
  readonly id: string;
  readonly login: string;
  readonly token: string;
}

let count = 0;

/** Adds one with this role. */
export async function addAdministrator(
  directory: TestDirectory,
  role: AdministratorRole,
  appIds?: readonly string[],
): Promise<TestAdministrator> {
  count += 1;
  const login = `administrator${count}@directory.example`;
  const made = await directory.ok<NewAdministrator>("POST", "/api/lockstep/v1/administrators", {
    login,
    name: `Administrator ${count}`,
    role,
    ...(appIds === undefined ? {} : { appIds }),
  });
  const chosen = await choosePasswordAt(directory, made.invitationUrl, ADMINISTRATOR_PASSWORD);
  if (chosen !== 200) throw new Error(`The invitation's page answered ${chosen}`);
  const cookie = await signInAs(directory, login);
  const { token } = await callInSession<NewApiToken>(directory, cookie, {
    method: "POST",
    path: "/api/lockstep/v1/api-tokens",
    body: { name: login },
  });
  return { id: made.id, login, token };
}

/** A call under a session's cookie, as the console sends it; fails when the answer is not 2xx. */
export async function callInSession<Body>(
  directory: TestDirectory,
  cookie: string,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Body> {
  const answer = await directory.directory.fetch(
    new Request(`http://directory.test${path}`, {
      method,
      headers: { cookie, "x-lockstep": "1", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Body;
}

/** Sends the form of an invitation's page; gives the status. */
export async function choosePasswordAt(directory: TestDirectory, url: string, password: string): Promise<number> {
  const answer = await directory.directory.fetch(
    new Request(url, { method: "POST", body: new URLSearchParams({ password, repeated: password }) }),
  );
  return answer.status;
}

/** Signs in; gives the cookie. */
export async function signInAs(
  directory: TestDirectory,
  login: string,
  password = ADMINISTRATOR_PASSWORD,
): Promise<string> {
  const answer = await directory.directory.fetch(
    new Request("http://directory.test/api/lockstep/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json", "x-lockstep": "1", "user-agent": "Test browser" },
      body: JSON.stringify({ login, password }),
    }),
  );
  if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status}: ${await answer.text()}`);
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}
