/** Okta-style identifiers: a type prefix of three characters and 17 random ones of `[0-9A-Za-z]`. */
import type { AppId, GroupId, PersonId, Random } from "@lockstep/ports";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 17;

/** Prefixes by kind of thing. */
const PREFIX = {
  person: "00u",
  group: "00g",
  app: "0oa",
  serviceApp: "0oa",
  appUser: "0ua",
  pushGroup: "gPm",
  pushRule: "gPr",
  groupRule: "0pr",
  apiToken: "00T",
  administrator: "adm",
  savedView: "svw",
  task: "tsk",
  importRun: "imr",
  protection: "prt",
  plan: "pln",
  driftCheck: "drf",
  passportRun: "psr",
  error: "oae",
  request: "req",
} as const;

/** What an id names. */
export type IdKind = keyof typeof PREFIX;
type IdOf<Kind extends IdKind> = Kind extends "person"
  ? PersonId
  : Kind extends "group"
    ? GroupId
    : Kind extends "app"
      ? AppId
      : string;

/** A fresh id of 20 characters (about 101 random bits). */
export function createId<Kind extends IdKind>(random: Random, kind: Kind): IdOf<Kind> {
  return `${PREFIX[kind]}${randomText(random, RANDOM_LENGTH)}` as IdOf<Kind>;
}

/** `length` characters of `[0-9A-Za-z]`, each as likely as the other. */
export function randomText(random: Random, length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      // Six bits give 0 to 63; the two values without a character are drawn again, so that none is more likely.
      const character = ALPHABET[byte & 63];
      if (character !== undefined && text.length < length) text += character;
    }
  }
  return text;
}
