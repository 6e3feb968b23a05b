/** The directory's HTTP API as the program uses it: every command goes through the public interface. */
import type { OktaError } from "@lockstep/directory-app/contract";

/** A refused or failed request, in words for people. */
export class DirectoryRequestError extends Error {
  override readonly name = "DirectoryRequestError";
  readonly status: number | undefined;
  /** The answer's JSON body, when it had one. */
  readonly body: unknown;

  constructor(
    message: string,
    options: { readonly status?: number; readonly body?: unknown; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.body = options.body;
  }
}

export interface DirectoryClientOptions {
  readonly baseUrl: string;
  readonly token: string;
  readonly signal?: AbortSignal;
}

/** One request to the directory. */
export interface DirectoryRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** Sent as JSON, unless it is a `Uint8Array`: then as it is, under `contentType`. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

export interface DirectoryClient {
  /** The JSON of a 2xx answer (undefined for 204). Throws `DirectoryRequestError` otherwise. */
  request<Answer>(request: DirectoryRequest): Promise<Answer>;
  /** The raw answer of a 2xx, for streams. Throws `DirectoryRequestError` otherwise. */
  open(request: DirectoryRequest): Promise<Response>;
}

/** A client of one directory under one API token (`SSWS`). */
export function createDirectoryClient(options: DirectoryClientOptions): DirectoryClient {
  const open = async (request: DirectoryRequest): Promise<Response> => {
    const response = await send(options, request);
    if (response.ok) return response;
    throw await toError(response, request);
  };
  return {
    open,
    async request<Answer>(request: DirectoryRequest): Promise<Answer> {
      const response = await open(request);
      const text = await response.text();
      return (text === "" ? undefined : JSON.parse(text)) as Answer;
    },
  };
}

async function send(options: DirectoryClientOptions, request: DirectoryRequest): Promise<Response> {
  const isRaw = request.body instanceof Uint8Array;
  const headers: Record<string, string> = {
    authorization: `SSWS ${options.token}`,
    accept: request.accept ?? "application/json",
  };
  if (request.body !== undefined) headers["content-type"] = request.contentType ?? "application/json";
  try {
    return await fetch(new URL(request.path, options.baseUrl), {
      method: request.method ?? "GET",
      headers,
      ...(request.body === undefined
        ? {}
        : { body: isRaw ? (request.body as Uint8Array<ArrayBuffer>) : JSON.stringify(request.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    throw new DirectoryRequestError(
      `The directory at ${options.baseUrl} does not answer. Start it with "npm start", or name another one with --url.`,
      { cause },
    );
  }
}

async function toError(response: Response, request: DirectoryRequest): Promise<DirectoryRequestError> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (response.status === 401) {
    return new DirectoryRequestError(
      "The directory does not accept the API token. Make a new one under API tokens and pass it with --token.",
      { status: 401, body },
    );
  }
  const error = body as Partial<OktaError> | undefined;
  const causes = Array.isArray(error?.errorCauses)
    ? error.errorCauses.map((cause) => cause.errorSummary).join("; ")
    : "";
  const words = [error?.errorSummary, causes].filter((part) => part !== undefined && part !== "").join(": ");
  return new DirectoryRequestError(
    `${request.method ?? "GET"} ${request.path} was answered with ${response.status}${words === "" ? "" : `: ${words}`}.`,
    { status: response.status, body },
  );
}
