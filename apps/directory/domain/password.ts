/** Directory passwords: Okta's default policy, and Argon2id hashes (19 MiB, 2 passes). */
import { createHash } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

const LENGTH_MIN = 8;
const LENGTH_MAX = 72;
/** Shorter parts of a login are too common to be refused. */
const LOGIN_PART_LENGTH_MIN = 4;

/** Okta's words; scripts compare how they begin. */
const REQUIREMENTS =
  "Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, a number, no parts of your username.";

/** What is wrong with a new password (okta-management-api §6.3), or undefined. */
export function checkPassword(password: string, login: string): string | undefined {
  if (password.length > LENGTH_MAX)
    return `Password requirements were not met. A password has at most ${LENGTH_MAX} characters.`;
  const isStrong =
    password.length >= LENGTH_MIN && /\p{Ll}/u.test(password) && /\p{Lu}/u.test(password) && /\d/.test(password);
  return isStrong && !containsLoginPart(password, login) ? undefined : REQUIREMENTS;
}

function containsLoginPart(password: string, login: string): boolean {
  const withoutTopDomain = login.replace(/\.[^.@]+$/, "");
  const lower = password.toLowerCase();
  return withoutTopDomain
    .toLowerCase()
    .split(/[,._#@-]/)
    .some((part) => part.length >= LOGIN_PART_LENGTH_MIN && lower.includes(part));
}

/** The hash that is stored. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password);
}

/** Whether the password is the one of the hash. Without a hash it takes the same time, so that logins cannot be told apart. */
export async function verifyPassword(storedHash: string | null | undefined, password: string): Promise<boolean> {
  if (storedHash === null || storedHash === undefined) {
    await verify(await absentHash(), password);
    return false;
  }
  return await verify(storedHash, password);
}

let absent: Promise<string> | undefined;
function absentHash(): Promise<string> {
  absent ??= hash("no one has this password");
  return absent;
}

/** SHA-256 of a token of 256 random bits: what is stored of it. */
export function tokenDigest(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}
