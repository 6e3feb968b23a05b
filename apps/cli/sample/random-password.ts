import { randomBytes } from "node:crypto";

/**
 * A password that satisfies the directory's policy and that nobody knows: 144 random bits. They are digits, since the policy refuses parts of
 * a user name, which random letters hold now and then.
 */
export function randomPassword(): string {
  return `Aa1-${BigInt(`0x${randomBytes(18).toString("hex")}`)}`;
}
