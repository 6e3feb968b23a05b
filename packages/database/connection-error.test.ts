import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { silentLogger } from "@lockstep/ports";
import { describe, expect, inject, test } from "vitest";
import { describeConnectionError, StartupError, waitForDatabase, withDatabase } from "./index.ts";

const server = () => new URL(inject("databaseUrl"));
const faultOf = (url: string) =>
  waitForDatabase(url, { logger: silentLogger, patienceMs: 0 }).then(
    () => "no fault",
    (error: unknown) => error,
  );

async function withHttpServer<Result>(work: (port: number) => Promise<Result>): Promise<Result> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  try {
    return await work((listener.address() as AddressInfo).port);
  } finally {
    listener.closeAllConnections();
    listener.close();
  }
}

describe("a wrong DATABASE_URL is one sentence that says what to do and keeps the password", () => {
  test("nobody listens", async () => {
    const port = await withHttpServer(async (used) => used);
    expect(await faultOf(`postgres://user:hush@127.0.0.1:${port}/x`)).toMatchObject({
      name: "StartupError",
      message: `No database server answers at 127.0.0.1:${port} (connection refused): start it, or correct host and port in DATABASE_URL.`,
    });
  });

  test("an unknown host", async () => {
    const fault = (await faultOf("postgres://user:hush@no-such-host.invalid/x")) as Error;
    expect(fault).toBeInstanceOf(StartupError);
    expect(fault.message).toMatch(
      /^The host of the database, no-such-host\.invalid:5432, (is unknown|cannot be looked up): correct the host name/,
    );
  });

  test("a wrong password", async () => {
    const url = server();
    url.password = "wrong-and-secret";
    const fault = (await faultOf(url.href)) as Error;
    expect(fault.message).toBe(
      `The database server at ${url.host} refuses the password of user "lockstep": correct user and password in DATABASE_URL.`,
    );
    expect(fault.message).not.toContain("wrong-and-secret");
  });

  test("no password at all", async () => {
    const url = server();
    url.password = "";
    expect(((await faultOf(url.href)) as Error).message).toBe(
      `The database server at ${url.host} asks for a password that is missing or cannot be used: put user and password into DATABASE_URL.`,
    );
  });

  test("a missing database", async () => {
    const url = withDatabase(server().href, "not_there");
    expect(((await faultOf(url)) as Error).message).toBe(
      `The database "not_there" does not exist on ${server().host}: create it with CREATE DATABASE "not_there", or correct DATABASE_URL.`,
    );
  });

  test("a server that is no PostgreSQL", async () => {
    await withHttpServer(async (port) => {
      const fault = (await faultOf(`postgres://user:hush@127.0.0.1:${port}/x`)) as Error;
      expect(fault).toBeInstanceOf(StartupError);
      expect(fault.message).toContain(`127.0.0.1:${port}`);
      expect(fault.message).toMatch(/DATABASE_URL\.$/);
    });
  });

  test("encryption that the server does not offer", async () => {
    const url = server();
    url.searchParams.set("sslmode", "require");
    expect(((await faultOf(url.href)) as Error).message).toBe(
      `The encrypted connection to the database server at ${url.host} fails (The server does not support SSL connections): correct sslmode in DATABASE_URL.`,
    );
  });

  test("no URL, or the URL of something else", async () => {
    expect(((await faultOf("localhost 5432")) as Error).message).toMatch(
      /^DATABASE_URL is not a URL\. Set DATABASE_URL to/,
    );
    expect(((await faultOf("mysql://localhost/x")) as Error).message).toMatch(
      /^DATABASE_URL does not name a PostgreSQL database \(it starts with "mysql:"\)\./,
    );
  });

  test("an unknown fault keeps the words of the server", () => {
    expect(describeConnectionError(new Error("strange weather"), "postgres://u@h/d").message).toBe(
      "The database at h:5432 cannot be used (strange weather): check DATABASE_URL.",
    );
  });
});
