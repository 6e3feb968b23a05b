/** Reads the body of a request (RFC 7644 §3.1 and §3.8): media type, size, encoding, JSON. */
import { BoundedBytes } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import { readJson } from "./read-json.ts";

/** Bounds of a body. */
export interface BodyLimits {
  readonly bodyBytes: number;
  readonly bodyDepth: number;
}

/** A request that hands out its bytes without a stream: a host's own, where streams cost more than the rest of the request. */
export interface BoundedBody {
  /** The bytes of the body, or undefined as soon as there are more than `bytesMax`. */
  readBytes(bytesMax: number): Promise<Uint8Array | undefined>;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const MEDIA_TYPES: ReadonlySet<string> = new Set(["application/scim+json", "application/json"]);

/** The JSON value in the body. Throws `ScimError`: 415, 413 with the limit in its detail, 400 `invalidSyntax`. */
export async function readBody(request: Request, limits: BodyLimits): Promise<unknown> {
  assertMediaType(request.headers.get("content-type"));
  const bytes = await readBytes(request, limits.bodyBytes);
  if (bytes.length === 0) throw new ScimError("invalidSyntax", "The request body is empty.");
  return readJson(decodeUtf8(bytes), limits.bodyDepth);
}

/** Both media types, any letter case, with parameters; a request without any is taken as JSON. */
function assertMediaType(header: string | null): void {
  // Perf: nearly every request has one of the two as it stands.
  if (header === null || MEDIA_TYPES.has(header)) return;
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  const isUtf8 = charset === undefined || charset.replaceAll('"', "") === "utf-8" || charset === "utf8";
  if (MEDIA_TYPES.has(type) && isUtf8) return;
  throw new ScimError(
    "unsupportedMediaType",
    "The request body must be application/scim+json (or application/json) in UTF-8.",
  );
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMax) throw tooLarge(bytesMax);
  const { readBytes: readWithin } = request as Partial<BoundedBody>;
  if (readWithin !== undefined) {
    const bytes = await readWithin.call(request, bytesMax);
    if (bytes === undefined) throw tooLarge(bytesMax);
    return bytes;
  }
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const bounded = new BoundedBytes(bytesMax);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bounded.bytes();
    if (bounded.add(value)) continue;
    await reader.cancel();
    throw tooLarge(bytesMax);
  }
}

function tooLarge(bytesMax: number): ScimError {
  return new ScimError("tooLarge", `The request body is larger than ${bytesMax} bytes.`);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new ScimError("invalidSyntax", "The request body is not valid UTF-8.", { cause });
  }
}
