import { randomBytes } from "node:crypto";

/** A password that satisfies the directory's policy and that nobody knows: 144 random bits. */
export function randomPassword(): string {
  return `Aa1-${randomBytes(18).toString("base64url")}`;
}
