/** A project of somebody else: the unpacked tarballs in its node_modules, and a program in plain JavaScript that uses them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Unpacks a tarball as npm would install it, and gives its folder. */
export function unpackInto(project: string, name: string, tarball: string): string {
  const folder = join(project, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
  return folder;
}

/** Lends the project what the packages need from others: nothing is fetched. */
export function lend(project: string, root: string, names: readonly string[]): void {
  for (const name of names) {
    const place = join(project, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place, "dir");
  }
}

/** Uses each package by its name. Prints nothing when all is well. */
const PROGRAM = `
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { silentLogger, uuidV7 } from "@lockstep/ports";
import { createShape, requireFilter, evaluateFilter, USER_RESOURCE_TYPE, USER_SCHEMA, ENTERPRISE_USER_SCHEMA } from "@lockstep/scim";
import { createScimServer } from "@lockstep/scim-server";
import { toNodeListener } from "@lockstep/scim-server/node";
import { compileFilter } from "@lockstep/scim-sql";
import { createScimStore, scimStoreMigrations } from "@lockstep/scim-store";
import { migrate, openDatabase } from "@lockstep/database";

const shape = createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);
assert.equal(evaluateFilter(shape, requireFilter('userName eq "a"'), { userName: "A" }), true);
assert.equal(uuidV7({ now: () => 0 }, { bytes: (length) => new Uint8Array(length) }).length, 36);
for (const value of [compileFilter, createScimStore, migrate, openDatabase]) assert.equal(typeof value, "function");
assert.ok(readdirSync(scimStoreMigrations.directory).some((name) => name.endsWith(".sql")));

const caller = { accountId: "a", credentialId: "c", userId: "u", scopes: ["users:read"] };
const scim = createScimServer({
  basePath: "/scim", publicBaseUrl: () => "https://app.example", shapes: [shape],
  store: { find: async () => undefined },
  authenticator: { authenticate: async (request, traceId) => ({ ...caller, traceId }) },
  clock: Date, random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }, logger: silentLogger,
});
const server = createServer(toNodeListener(scim)).listen(0, "127.0.0.1");
await once(server, "listening");
const base = "http://127.0.0.1:" + server.address().port + "/scim";
const config = await (await fetch(base + "/ServiceProviderConfig")).json();
assert.equal(config.meta.location, "https://app.example/scim/ServiceProviderConfig");
assert.equal((await fetch(base + "/Users/unknown")).status, 404);
server.close();
server.closeAllConnections();
`;

/** Runs the program in the project. Gives what went wrong, or nothing. */
export function runProgram(project: string, program: string = PROGRAM): string | undefined {
  writeFileSync(join(project, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  writeFileSync(join(project, "program.js"), program);
  try {
    const said = execFileSync(process.execPath, ["program.js"], { cwd: project, encoding: "utf8", stdio: "pipe" });
    return said === "" ? undefined : said;
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr ?? error);
  }
}

/** The first JavaScript block of a README. Throws when there is none. */
export function readmeProgram(text: string): string {
  const block = /```js\n([\s\S]*?)```/.exec(text)?.[1];
  if (block === undefined) throw new Error("The README shows no program in a js block.");
  return block;
}
