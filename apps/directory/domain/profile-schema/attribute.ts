/** One attribute of a person's profile, in Okta's property object (okta-management-api §7.1). */
import type { ProfileValue, ScalarValue } from "../../contract.ts";

/** Kinds of single values. An integer has 32 bits. */
export type ScalarType = "string" | "boolean" | "number" | "integer";

/** Forms of text that are checked. `ref-id` is a label only. */
export type TextFormat = keyof typeof FORMATS;

/** A value that may be chosen, with the words for it. */
export interface Choice {
  readonly const: ScalarValue;
  readonly title: string;
}

/** Who has the last word on the value. */
export interface AttributeMaster {
  readonly type: "PROFILE_MASTER" | "OKTA" | "OVERRIDE";
  readonly priority?: readonly { readonly type: string; readonly value: string }[] | undefined;
}

/** What the person may do with the own value. */
export interface AttributePermission {
  readonly principal: "SELF";
  readonly action: "HIDE" | "READ_ONLY" | "READ_WRITE";
}

/** Okta's property object, complete. */
export interface AttributeDefinition {
  readonly title: string;
  readonly description?: string | undefined;
  readonly type: ScalarType | "array";
  readonly required?: boolean | undefined;
  /** Of an array. */
  readonly items?:
    | {
        readonly type: ScalarType;
        readonly enum?: readonly ScalarValue[] | undefined;
        readonly oneOf?: readonly Choice[] | undefined;
      }
    | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** Of the login only. */
  readonly pattern?: string | undefined;
  readonly format?: TextFormat | undefined;
  readonly enum?: readonly ScalarValue[] | undefined;
  readonly oneOf?: readonly Choice[] | undefined;
  readonly unique?: boolean | undefined;
  readonly default?: ProfileValue | undefined;
  readonly mutability: "READ_WRITE";
  readonly scope: "NONE" | "SELF";
  readonly permissions: readonly AttributePermission[];
  readonly master: AttributeMaster;
}

/** A named attribute. */
export interface ProfileAttribute extends AttributeDefinition {
  readonly name: string;
  readonly kind: "base" | "custom";
}

/** All attributes of a person, base ones first, in the order in which they are shown. */
export interface ProfileSchema {
  readonly attributes: readonly ProfileAttribute[];
  readonly byName: ReadonlyMap<string, ProfileAttribute>;
}

/** A mail address as people have them (RFC 5322 without comments and quoted parts): one @, no blanks, a name on both sides. */
export const EMAIL: RegExp = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/;
const LANGUAGE = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** Forms of text: how each is recognised, and what is said otherwise. */
export const FORMATS = {
  email: { holds: (text: string) => EMAIL.test(text), words: "Does not match required pattern" },
  uri: { holds: (text: string) => URL.canParse(text), words: "Must be a URL" },
  "date-time": {
    holds: (text: string) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)),
    words: "Must be a date with time, such as 2026-03-02T09:15:04.000Z",
  },
  "country-code": {
    holds: (text: string) => /^[A-Z]{2}$/.test(text),
    words: "Must be a country code of two capital letters (ISO 3166-1 alpha-2), such as NL",
  },
  "language-code": {
    holds: (text: string) => LANGUAGE.test(text),
    words: "Must be a language tag (RFC 5646), such as nl-NL",
  },
  locale: {
    holds: (text: string) => /^[a-z]{2,3}([_-][A-Z]{2})?$/.test(text),
    words: "Must be a locale, such as en_US",
  },
  timezone: { holds: isTimeZone, words: "Must be an IANA time zone, such as Europe/Amsterdam" },
  "ref-id": { holds: () => true, words: "" },
} as const satisfies Readonly<Record<string, { readonly holds: (text: string) => boolean; readonly words: string }>>;

/** Whether the runtime knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
