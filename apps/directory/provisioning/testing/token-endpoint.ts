/** A token endpoint for tests (RFC 6749 §4.4): real HTTP on 127.0.0.1, with every request kept and faults on demand. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export interface TokenCall {
  readonly headers: IncomingHttpHeaders;
  readonly form: Readonly<Record<string, string>>;
}

/** The running endpoint. It knows the client `lockstep` with the secret `open sesame`. */
export interface TokenEndpoint {
  readonly url: string;
  readonly calls: TokenCall[];
  /** Tokens that hold, newest last. */
  readonly tokens: string[];
  expiresInS: number | undefined;
  secret: string;
  /** Answers instead of the endpoint; undefined = none. */
  fault:
    | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
    | undefined;
  close(): Promise<void>;
}

/** Starts an endpoint on a free port. */
export async function startTokenEndpoint(): Promise<TokenEndpoint> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    request.on("end", () => {
      const form = Object.fromEntries(new URLSearchParams(text));
      endpoint.calls.push({ headers: request.headers, form });
      const { status, body, headers } = {
        headers: {},
        ...(endpoint.fault ?? grant(endpoint, { headers: request.headers, form })),
      };
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    });
  });
  const endpoint: Omit<TokenEndpoint, "url"> = {
    calls: [],
    tokens: [],
    expiresInS: 3_600,
    secret: "open sesame",
    fault: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(endpoint, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token` });
}

function grant(
  endpoint: Omit<TokenEndpoint, "url">,
  { headers, form }: TokenCall,
): { readonly status: number; readonly body: string } {
  // RFC 6749 §2.3.1: id and secret are form-encoded before they become Basic.
  const basic = `Basic ${btoa(`lockstep:${encodeURIComponent(endpoint.secret).replaceAll("%20", "+")}`)}`;
  const isKnown =
    headers.authorization === basic || (form["client_id"] === "lockstep" && form["client_secret"] === endpoint.secret);
  if (!isKnown) {
    const told = `No client has the secret ${form["client_secret"] ?? "of the header"}`;
    return { status: 401, body: JSON.stringify({ error: "invalid_client", error_description: told }) };
  }
  const access_token = `token-${endpoint.calls.length}`;
  endpoint.tokens.push(access_token);
  const expires = endpoint.expiresInS === undefined ? {} : { expires_in: endpoint.expiresInS };
  return { status: 200, body: JSON.stringify({ access_token, token_type: "Bearer", ...expires }) };
}
