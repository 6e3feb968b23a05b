/** Public keys of service apps as JWKs (RFC 7517): those that signatures of RS256/384/512 and ES256/384/512 are checked with. */
import { createPublicKey } from "node:crypto";

/** A public key, reduced to what is needed. */
export type PublicKey =
  | { readonly kty: "RSA"; readonly kid: string; readonly n: string; readonly e: string; readonly alg?: string }
  | {
      readonly kty: "EC";
      readonly kid: string;
      readonly crv: string;
      readonly x: string;
      readonly y: string;
      readonly alg?: string;
    };

/** A key, or what is wrong with it. */
export type PublicKeyResult =
  | { readonly ok: true; readonly key: PublicKey }
  | { readonly ok: false; readonly problem: string };

const KID_LENGTH_MAX = 100;
/** NIST SP 800-131A: shorter moduli are no longer allowed. */
const RSA_BITS_MIN = 2048;
const RSA_BITS_MAX = 8192;
/** Bytes of a coordinate. */
const CURVES: Readonly<Record<string, number>> = { "P-256": 32, "P-384": 48, "P-521": 66 };
const PRIVATE_PARTS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** Reads a JWK. A private key is refused: it has left the place where it belongs. */
export function readPublicKey(value: unknown): PublicKeyResult {
  if (typeof value !== "object" || value === null) return refuse("Must be a JWK object");
  const jwk = value as Readonly<Record<string, unknown>>;
  if (PRIVATE_PARTS.some((part) => part in jwk)) {
    return refuse("Holds a private key. Register the public part only, and make a new key: this one was sent");
  }
  const { kid, alg } = jwk;
  if (typeof kid !== "string" || kid === "" || kid.length > KID_LENGTH_MAX) {
    return refuse(`Needs a kid of at most ${KID_LENGTH_MAX} characters`);
  }
  const common = { kid, ...(typeof alg === "string" ? { alg } : {}) };
  if (jwk["kty"] === "RSA") return readRsa(jwk, common);
  if (jwk["kty"] === "EC") return readEc(jwk, common);
  return refuse("The kty must be RSA or EC");
}

interface Common {
  readonly kid: string;
  readonly alg?: string;
}

function readRsa(jwk: Readonly<Record<string, unknown>>, common: Common): PublicKeyResult {
  const n = bytesOf(jwk["n"]);
  const e = bytesOf(jwk["e"]);
  if (n === undefined || e === undefined) return refuse("An RSA key needs n and e in base64url");
  const bits = n.replace(/^(00)+/, "").length * 4;
  if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
    return refuse(`An RSA key must have ${RSA_BITS_MIN} to ${RSA_BITS_MAX} bits`);
  }
  // RFC 8017 §3.1. With 1 every text is its own signature.
  if (BigInt(`0x${e}`) < 3n || BigInt(`0x${e}`) % 2n === 0n)
    return refuse("The e of an RSA key must be odd and at least 3");
  return { ok: true, key: { kty: "RSA", ...common, n: String(jwk["n"]), e: String(jwk["e"]) } };
}

function readEc(jwk: Readonly<Record<string, unknown>>, common: Common): PublicKeyResult {
  const crv = String(jwk["crv"]);
  const size = Object.hasOwn(CURVES, crv) ? CURVES[crv] : undefined;
  if (size === undefined) return refuse(`The crv must be one of ${Object.keys(CURVES).join(", ")}`);
  const isWhole = (part: unknown) => bytesOf(part)?.length === size * 2;
  if (!isWhole(jwk["x"]) || !isWhole(jwk["y"])) return refuse("An EC key needs x and y in base64url");
  const key = { kty: "EC" as const, crv, x: String(jwk["x"]), y: String(jwk["y"]) };
  return isPoint(key)
    ? { ok: true, key: { ...common, ...key } }
    : refuse("No point of the curve: x and y do not belong together");
}

function isPoint(key: { readonly kty: "EC"; readonly crv: string; readonly x: string; readonly y: string }): boolean {
  try {
    createPublicKey({ key, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

/** The bytes in hexadecimal. */
function bytesOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^[\w-]+$/.test(value)) return undefined;
  return Buffer.from(value, "base64url").toString("hex");
}

function refuse(problem: string): PublicKeyResult {
  return { ok: false, problem };
}
