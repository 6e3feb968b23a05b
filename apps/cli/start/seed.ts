/** The first filling of an empty database: an account with its owner, an administrator, and for the sample everything the guide asks for. */
import { readFileSync } from "node:fs";
import type { DirectorySeed } from "@lockstep/directory-app";
import type { SeedOrganisation, ServiceSeed } from "@lockstep/service-app";
import { parse } from "csv-parse/sync";
import type { FirstRun } from "./first-run-file.ts";
import { derivePassword } from "./master-key.ts";

/** What every sign-in of the first filling is derived from. */
export interface SeedContext {
  readonly masterKey: Uint8Array;
  readonly installationId: string;
  readonly hasSample: boolean;
  /** Folder with `organisations.csv`. */
  readonly samples: URL;
}

const SAMPLE = { name: "Meridian Foods", domain: "meridian.example" };
const NEUTRAL = { name: "My company", domain: "lockstep.example" };
const API_KEY_NAME = "Provisioning";
const API_TOKEN_NAME = "Sample company";
const APP_LABEL = "Meridian Expenses";

/** Fills the service: the account, its owner and, with the sample, organisations, provisioning administrator and API key. Idempotent. */
export async function seedService(
  seed: ServiceSeed,
  context: SeedContext,
): Promise<Pick<FirstRun["service"], "owner" | "provisioning" | "apiKey">> {
  const company = context.hasSample ? SAMPLE : NEUTRAL;
  const owner = { email: `owner@${company.domain}`, password: passwordFor(context, "service owner") };
  const ownerSeed = { ...owner, givenName: "Account", familyName: "Owner" };
  if (!context.hasSample) {
    const organisations = [{ code: "MAIN", name: company.name, parentCode: null }];
    await seed.account({ name: company.name, organisations, owner: ownerSeed, scimModule: true });
    return { owner, provisioning: null, apiKey: null };
  }
  const provisioning = {
    username: `provisioning@${company.domain}`,
    password: passwordFor(context, "service provisioning"),
  };
  const { apiKey } = await seed.account({
    name: company.name,
    organisations: readOrganisations(context.samples),
    owner: ownerSeed,
    provisioning: {
      email: provisioning.username,
      password: provisioning.password,
      givenName: "Provisioning",
      familyName: "Administrator",
    },
    scimModule: true,
    apiKeyName: API_KEY_NAME,
  });
  return { owner, provisioning, apiKey };
}

/** Fills the directory: an administrator and, with the sample, an API token and the app. Idempotent. */
export async function seedDirectory(
  seed: DirectorySeed,
  context: SeedContext,
): Promise<Pick<FirstRun["directory"], "admin" | "apiToken" | "appId">> {
  const company = context.hasSample ? SAMPLE : NEUTRAL;
  const admin = { login: `admin@${company.domain}`, password: passwordFor(context, "directory administrator") };
  await seed.administrator({ ...admin, name: "Administrator" });
  if (!context.hasSample) return { admin, apiToken: null, appId: null };
  const apiToken = await seed.apiToken({ name: API_TOKEN_NAME });
  const appId = await seed.app({ label: APP_LABEL });
  return { admin, apiToken, appId };
}

function passwordFor(context: SeedContext, purpose: string): string {
  return derivePassword(context.masterKey, context.installationId, purpose);
}

function readOrganisations(samples: URL): readonly SeedOrganisation[] {
  const text = readFileSync(new URL("organisations.csv", samples), "utf8");
  const rows: Record<string, string>[] = parse(text, { columns: true, skip_empty_lines: true, trim: true });
  return rows.map((row) => ({
    code: row.code ?? "",
    name: row.name ?? "",
    parentCode: row.parentCode === undefined || row.parentCode === "" ? null : row.parentCode,
  }));
}
