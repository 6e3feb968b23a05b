/** Self-made X.509 certificates for tests (RFC 5280), made anew at each run so that none of them grows old. */
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

/** A certificate with its key, as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** One that may sign others. */
export interface Authority extends Certificate {
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface CertificateOptions {
  /** Host names that it is for. */
  readonly names: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Unset = signs itself. */
  readonly issuer?: Authority;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(bytes("06082a8648ce3d040302"));

/** An authority that signs itself. */
export function createAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const isAuthority = extension("551d13", true, sequence(bytes("0101ff")));
  const certificate = sign({ subject: name, issuer: name, publicKey, privateKey, extensions: [isAuthority] });
  return { name, privateKey, certificate, key: pem(privateKey) };
}

/** A server's certificate. */
export function createCertificate(options: CertificateOptions): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = options.names[0] ?? "";
  const alternatives = sequence(...options.names.map((name) => element(0x82, Buffer.from(name, "ascii"))));
  const certificate = sign({
    ...options,
    subject,
    issuer: options.issuer?.name ?? subject,
    publicKey,
    privateKey: options.issuer?.privateKey ?? privateKey,
    extensions: [extension("551d11", false, alternatives)],
  });
  return { certificate, key: pem(privateKey) };
}

interface Parts {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

function sign(parts: Parts): string {
  const notBefore = parts.notBefore ?? new Date(Date.now() - DAY_MS);
  const notAfter = parts.notAfter ?? new Date(Date.now() + DAY_MS);
  const body = sequence(
    element(0xa0, bytes("020102")),
    element(0x02, Buffer.concat([bytes("01"), crypto.getRandomValues(Buffer.alloc(8))])),
    ECDSA_WITH_SHA256,
    distinguishedName(parts.issuer),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(parts.subject),
    parts.publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, sequence(...parts.extensions)),
  );
  const signature = createSign("sha256").update(body).sign(parts.privateKey);
  const whole = sequence(body, ECDSA_WITH_SHA256, element(0x03, Buffer.concat([bytes("00"), signature])));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function distinguishedName(commonName: string): Buffer {
  return sequence(element(0x31, sequence(bytes("0603550403"), element(0x0c, Buffer.from(commonName, "utf8")))));
}

function extension(oid: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [bytes("0101ff")] : [];
  return sequence(element(0x06, bytes(oid)), ...critical, element(0x04, value));
}

/** GeneralizedTime: YYYYMMDDHHMMSSZ. */
function time(instant: Date): Buffer {
  return element(0x18, Buffer.from(`${instant.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`, "ascii"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

/** Tag, length, value (X.690 §8.1). */
function element(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), value]);
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
