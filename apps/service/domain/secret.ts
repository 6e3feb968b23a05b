/** Secrets that the service makes: a prefix that tells the kind, so that a leaked one is recognised, and 256 random bits. */
import type { Random } from "@lockstep/ports";
import { newToken } from "./digest.ts";

export const API_KEY_PREFIX = "lsk_";
export const CLIENT_SECRET_PREFIX = "lss_";
export const ACCESS_TOKEN_PREFIX = "lst_";
/** How much of a secret is kept in clear, to tell one from another in a list. */
const SHOWN_LENGTH = 10;

/** A new secret. */
export function newSecret(prefix: string, random: Random): string {
  return `${prefix}${newToken(random)}`;
}

/** The part of a secret that lists show. */
export function shownPart(secret: string): string {
  return secret.slice(0, SHOWN_LENGTH);
}
