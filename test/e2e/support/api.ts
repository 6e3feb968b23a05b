/** The public HTTP interfaces of both sides, as a person's browser or script would call them. */

/** An answer with its JSON. */
export interface Answer<Body = never> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Api {
  readonly baseUrl: string;
  call<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
  /** As `call`, and fails the test with the answer when the status is not 2xx. */
  ok<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body>;
}

/** An interface under fixed headers, such as an authorization. */
export function createApi(baseUrl: string, headers: Readonly<Record<string, string>>): Api {
  const call = async <Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> => {
    const response = await fetch(`${baseUrl.replace(/\/$/, "")}${path}`, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { "content-type": headers["content-type"] ?? "application/json" }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      redirect: "manual",
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === "" ? undefined : parse(text)) as Body,
    };
  };
  return {
    baseUrl,
    call,
    async ok<Body>(method: string, path: string, body?: unknown): Promise<Body> {
      const answer = await call<Body>(method, path, body);
      if (answer.status < 200 || answer.status > 299) {
        throw new Error(`${method} ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
      return answer.body;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Signs in on a console's own page and gives an interface under the session's cookie. */
export async function signIn(baseUrl: string, path: string, body: Readonly<Record<string, string>>): Promise<Api> {
  const answer = await createApi(baseUrl, { "x-lockstep": "1" }).call("POST", path, body);
  if (answer.status !== 200)
    throw new Error(`sign-in at ${baseUrl}${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .join("; ");
  return createApi(baseUrl, { cookie, "x-lockstep": "1" });
}

/** HTTP Basic. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}

/** Asks again until `holds` is true of the answer; fails with the last answer after `timeoutMs`. */
export async function eventually<Value>(
  read: () => Promise<Value>,
  holds: (value: Value) => boolean,
  timeoutMs = 20_000,
): Promise<Value> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline)
      throw new Error(`did not come true in ${timeoutMs} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
