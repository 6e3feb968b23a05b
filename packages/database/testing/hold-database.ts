/** A program for tests: starts the embedded database on the folder given, prints what became of it as one JSON line, and holds it until it is killed. */
import { silentLogger } from "@lockstep/ports";
import { startEmbeddedDatabase } from "../embedded/start-embedded-database.ts";

try {
  const database = await startEmbeddedDatabase({ home: process.argv[2] ?? "", logger: silentLogger });
  process.stdout.write(`${JSON.stringify({ pid: database.pid, url: database.ownerUrl })}\n`);
  setInterval(() => undefined, 60_000);
} catch (error) {
  const { name, message } = error as Error;
  process.stdout.write(`${JSON.stringify({ name, message })}\n`);
}
