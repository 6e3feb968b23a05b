import { resolve } from "node:path";
import { StartupError } from "@lockstep/database";
import { z } from "zod";
import { isLoopback } from "./plain-http.ts";

/** What the environment says, read once at start-up (DESIGN §4). */
export interface Environment {
  /** Absolute path of the data directory. */
  readonly home: string;
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly directoryPort: number;
  readonly servicePort: number;
  /** Public base URLs without a trailing slash; undefined: from host and port. */
  readonly directoryUrl: string | undefined;
  readonly serviceUrl: string | undefined;
  readonly masterKey: Uint8Array | undefined;
  readonly hasSample: boolean;
  readonly supportUrl: string;
  readonly pricingUrl: string;
  readonly guideUrl: string;
  readonly smtpUrl: string | undefined;
  /** Opens the service's `/metrics` beyond this machine. */
  readonly metricsToken: string | undefined;
  readonly hasTraces: boolean;
  readonly requestLogDays: number;
  /** Absolute path of the folder of SCIM definitions; undefined: `scim` below the data directory, if it exists. */
  readonly definitionsDirectory: string | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Private networks only when allowed. This machine also where the directory serves this machine only, and for the sample, whose target it is. */
  readonly targetReach: "public" | "loopback" | "private";
  /** A proxy in front of the program ends TLS: plain HTTP may be served on any address. */
  readonly trustsProxy: boolean;
  /** Started by an npm script: the program then drains when npm is gone. */
  readonly isUnderNpm: boolean;
}

const MASTER_KEY_BYTES = 32;
const METRICS_TOKEN_LENGTH_MIN = 16;
const KEY_RECIPE = 'make one with "openssl rand -base64 32", or unset it to have one generated';

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value <= 65_535)
    .default(fallback);

const url = (protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));

const toggle = z
  .string()
  .toLowerCase()
  .refine((text) => /^(on|off|true|false|yes|no|1|0)$/.test(text))
  .transform((text) => /^(on|true|yes|1)$/.test(text));

const BASE = ["http:", "https:"];
const LINK = [...BASE, "mailto:"];

const schema = z.object({
  LOCKSTEP_HOME: z.string().default(".lockstep"),
  DATABASE_URL: z.string().optional(),
  LOCKSTEP_HOST: z.string().default("127.0.0.1"),
  LOCKSTEP_DIRECTORY_PORT: port(4000),
  LOCKSTEP_SERVICE_PORT: port(4100),
  LOCKSTEP_DIRECTORY_URL: url(BASE).optional(),
  LOCKSTEP_SERVICE_URL: url(BASE).optional(),
  LOCKSTEP_MASTER_KEY: z
    .string()
    .refine((text) => isBase64Key(text))
    .transform((text) => new Uint8Array(Buffer.from(text, "base64")))
    .optional(),
  LOCKSTEP_SAMPLE: toggle.optional(),
  LOCKSTEP_SUPPORT_URL: url(LINK).default("https://lockstep.example/support"),
  LOCKSTEP_PRICING_URL: url(LINK).default("https://lockstep.example/pricing"),
  LOCKSTEP_GUIDE_URL: url(BASE).default("https://lockstep.example/guide"),
  LOCKSTEP_SMTP_URL: url(["smtp:", "smtps:"]).optional(),
  LOCKSTEP_METRICS_TOKEN: z.string().min(METRICS_TOKEN_LENGTH_MIN).optional(),
  LOCKSTEP_TRACES: toggle.default(false),
  LOCKSTEP_REQUEST_LOG_DAYS: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .refine((days) => days >= 1)
    .default(30),
  LOCKSTEP_SCIM_DEFINITIONS: z.string().optional(),
  LOCKSTEP_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  LOCKSTEP_ALLOW_PRIVATE_TARGETS: toggle.optional(),
  LOCKSTEP_TRUST_PROXY: toggle.default(false),
});

/** What each variable has to be, for the sentence that names a wrong one. */
const EXPECTED: Readonly<Record<string, string>> = {
  LOCKSTEP_DIRECTORY_PORT: "a port number from 0 to 65535",
  LOCKSTEP_SERVICE_PORT: "a port number from 0 to 65535",
  LOCKSTEP_DIRECTORY_URL: "an http or https URL such as https://directory.example.com",
  LOCKSTEP_SERVICE_URL: "an http or https URL such as https://service.example.com",
  LOCKSTEP_MASTER_KEY: `32 bytes in base64: ${KEY_RECIPE}`,
  LOCKSTEP_SAMPLE: "on or off",
  LOCKSTEP_SUPPORT_URL: "an http, https or mailto URL",
  LOCKSTEP_PRICING_URL: "an http, https or mailto URL",
  LOCKSTEP_GUIDE_URL: "an http or https URL",
  LOCKSTEP_SMTP_URL: "a URL such as smtp://user:password@mail.example.com:587",
  LOCKSTEP_METRICS_TOKEN: `a text of at least ${METRICS_TOKEN_LENGTH_MIN} characters`,
  LOCKSTEP_TRACES: "on or off",
  LOCKSTEP_REQUEST_LOG_DAYS: "a whole number of days from 1 to 9999",
  LOCKSTEP_LOG_LEVEL: "debug, info, warn or error",
  LOCKSTEP_ALLOW_PRIVATE_TARGETS: "on or off",
  LOCKSTEP_TRUST_PROXY: "on or off",
};

/** Reads the environment; an empty variable counts as unset. Throws StartupError that names the variable and what it has to be. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = schema.safeParse(present);
  if (!result.success) {
    const name = String(result.error.issues[0]?.path[0] ?? "environment");
    throw new StartupError(`The variable ${name} cannot be read: it has to be ${EXPECTED[name] ?? "a text"}.`);
  }
  const values = result.data;
  const hasSample = values.LOCKSTEP_SAMPLE ?? present.npm_lifecycle_event === "start";
  if (values.LOCKSTEP_DIRECTORY_PORT === values.LOCKSTEP_SERVICE_PORT && values.LOCKSTEP_SERVICE_PORT !== 0) {
    throw new StartupError(
      `Directory and service cannot share port ${values.LOCKSTEP_SERVICE_PORT}: set LOCKSTEP_DIRECTORY_PORT and LOCKSTEP_SERVICE_PORT to different ports.`,
    );
  }
  return {
    home: resolve(values.LOCKSTEP_HOME),
    databaseUrl: values.DATABASE_URL,
    host: values.LOCKSTEP_HOST,
    directoryPort: values.LOCKSTEP_DIRECTORY_PORT,
    servicePort: values.LOCKSTEP_SERVICE_PORT,
    directoryUrl: withoutSlash(values.LOCKSTEP_DIRECTORY_URL),
    serviceUrl: withoutSlash(values.LOCKSTEP_SERVICE_URL),
    masterKey: values.LOCKSTEP_MASTER_KEY,
    hasSample,
    supportUrl: values.LOCKSTEP_SUPPORT_URL,
    pricingUrl: values.LOCKSTEP_PRICING_URL,
    guideUrl: values.LOCKSTEP_GUIDE_URL,
    smtpUrl: values.LOCKSTEP_SMTP_URL,
    metricsToken: values.LOCKSTEP_METRICS_TOKEN,
    hasTraces: values.LOCKSTEP_TRACES,
    requestLogDays: values.LOCKSTEP_REQUEST_LOG_DAYS,
    definitionsDirectory:
      values.LOCKSTEP_SCIM_DEFINITIONS === undefined ? undefined : resolve(values.LOCKSTEP_SCIM_DEFINITIONS),
    logLevel: values.LOCKSTEP_LOG_LEVEL,
    targetReach: reachOf(values.LOCKSTEP_ALLOW_PRIVATE_TARGETS, hasSample || isLoopback(values.LOCKSTEP_HOST)),
    trustsProxy: values.LOCKSTEP_TRUST_PROXY,
    isUnderNpm: present.npm_lifecycle_event !== undefined,
  };
}

function reachOf(isPrivateAllowed: boolean | undefined, isLocal: boolean): "public" | "loopback" | "private" {
  if (isPrivateAllowed === true) return "private";
  return isPrivateAllowed === undefined && isLocal ? "loopback" : "public";
}

function isBase64Key(text: string): boolean {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && Buffer.from(text, "base64").length === MASTER_KEY_BYTES;
}

function withoutSlash(text: string | undefined): string | undefined {
  return text?.replace(/\/+$/, "");
}
