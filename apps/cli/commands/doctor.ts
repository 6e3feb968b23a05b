/** `lockstep doctor URL`: the credentials test on any SCIM server, without a directory. */
import { type AccessTokenWorld, createAccessTokens } from "@lockstep/directory-app";
import { createTraceparent } from "@lockstep/ports";
import { type ConnectionCredential, type DoctorReport, type DoctorStep, runDoctor } from "@lockstep/scim-client";
import { createPinnedFetch, resolveBySystem } from "@lockstep/scim-client/node";
import { clock, random } from "../start/side-parts.ts";
import type { Output } from "../terminal/output.ts";

/** The command's options as they come from the command line. */
export interface DoctorCommandOptions {
  readonly username?: string;
  readonly token?: boolean;
  readonly header?: string;
  readonly oauth?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly clientAuth: "basic" | "post";
  readonly timeout: number;
  readonly json?: boolean;
}

/** What the command needs of the world. */
export interface DoctorCommandWorld {
  readonly output: Output;
  /** The secret that belongs to the chosen way of signing in. */
  readonly secret: (prompt: string) => Promise<string>;
}

/** Runs the test and tells of each step as it is taken. Exit code 1 when a step failed. Throws an error that says which option is missing. */
export async function runDoctorCommand(
  url: string,
  options: DoctorCommandOptions,
  world: DoctorCommandWorld,
): Promise<number> {
  // Whoever sits at this machine may reach what it reaches.
  const fetch = createPinnedFetch({ reach: "private" });
  const credential = await credentialOf(options, { fetch, clock, timers: { timeout } }, world.secret);
  const { traceId } = createTraceparent(random);
  const isTold = options.json !== true;
  const report = await runDoctor({
    baseUrl: url,
    credential,
    fetch,
    clock,
    random,
    traceId,
    reach: "private",
    resolve: resolveBySystem,
    timeoutMs: options.timeout * 1_000,
    timeout,
    onStep: (step) => {
      if (isTold) tellStep(world.output, step);
    },
  });
  world.output.line(isTold ? verdict(report, traceId) : JSON.stringify({ ...report, traceId }));
  return report.ok ? 0 : 1;
}

async function credentialOf(
  options: DoctorCommandOptions,
  tokenWorld: AccessTokenWorld,
  secret: DoctorCommandWorld["secret"],
): Promise<ConnectionCredential> {
  const { username, token, header, oauth } = options;
  const chosen = [username, token, header, oauth].filter((option) => option !== undefined);
  if (chosen.length !== 1) {
    throw new Error("Say how to sign in by one of --username NAME, --token, --header NAME and --oauth TOKEN_URL.");
  }
  if (username !== undefined) return { scheme: "BASIC", username, password: await secret("Password") };
  if (token !== undefined) return { scheme: "TOKEN", token: await secret("Token") };
  if (header !== undefined) return { scheme: "HEADER", name: header, value: await secret(`Value of ${header}`) };
  const { clientId, scope, audience, clientAuth } = options;
  if (clientId === undefined) throw new Error("Pass --client-id with --oauth.");
  const client = {
    tokenUrl: oauth ?? "",
    clientId,
    clientSecret: await secret("Client secret"),
    scope,
    audience,
    clientAuth: clientAuth === "post" ? "client_secret_post" : "client_secret_basic",
  } as const;
  return { scheme: "OAUTH", tokens: createAccessTokens(client, tokenWorld) };
}

function timeout(timeoutMs: number): AbortSignal {
  return AbortSignal.timeout(timeoutMs);
}

const MARKS: Readonly<Record<DoctorStep["status"], string>> = { passed: "✓", failed: "✗", skipped: "–" };

function tellStep(output: Output, step: DoctorStep): void {
  output.line(`${MARKS[step.status]} ${step.name.padEnd(9)}  ${step.message}`);
  if (step.remedy !== undefined) output.line(`${" ".repeat(13)}${step.remedy}`);
}

function verdict(report: DoctorReport, traceId: string): string {
  const words = report.ok ? "The connection works." : "The connection does not work.";
  return `${words} The requests went under the trace id ${traceId}.`;
}
