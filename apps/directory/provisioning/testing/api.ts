/** The HTTP API over the world of a provisioning test: what an administrator does while workers and the target are real. */
import { ensureAdministrator } from "../../domain/access.ts";
import { createApiToken } from "../../domain/api-tokens.ts";
import { createRequestPace } from "../../domain/request-pace.ts";
import { createHttp } from "../../http/create-http.ts";
import { createPassportOffice } from "../passport/passport-office.ts";
import type { World } from "./world.ts";

/** Calls under an administrator's API token. */
export interface Api {
  readonly token: string;
  readonly fetch: (request: Request) => Promise<Response>;
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly text: string; readonly body: Body }>;
  /** As `call`; fails when the answer is not 2xx. */
  ok<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body>;
}

/** Opens it. */
export async function openApi(world: World): Promise<Api> {
  const url = "http://directory.test";
  const deps = {
    ...world.act,
    publicBaseUrl: () => url,
    supportUrl: url,
    pricingUrl: url,
    guideUrl: url,
    rateFactor: 1_000,
    pace: createRequestPace(world.act),
  };
  const fetch = createHttp(deps, createPassportOffice(deps), undefined);
  const admin = await ensureAdministrator(world.act, {
    login: "ada@example.com",
    name: "Ada",
    password: "Only-for-tests-1",
  });
  const { token } = await createApiToken(world.act, admin.id, { name: "tests" });
  const call = async <Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const request = new Request(`${url}${path}`, {
      method,
      headers: { authorization: `SSWS ${token}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await fetch(request);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true && !text.includes("\n{");
    return { status: response.status, text, body: (isJson && text !== "" ? JSON.parse(text) : undefined) as Body };
  };
  return {
    token,
    fetch,
    call,
    async ok<Body>(method: string, path: string, body?: unknown): Promise<Body> {
      const answer = await call<Body>(method, path, body);
      if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      return answer.body;
    },
  };
}
