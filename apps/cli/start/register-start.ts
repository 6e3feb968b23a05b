import { enableCompileCache } from "node:module";
import type { Command } from "commander";
import type { ProgramParts } from "./run-program.ts";

/** Adds the commands that run the program: `start`, `directory`, `service` and `worker`. */
export function registerStart(program: Command): void {
  program
    .command("start")
    .description("run everything: embedded database, directory, service and a worker")
    .action(() => run({ service: true, directory: true, worker: true }));
  program
    .command("directory")
    .description("run the directory's console and API; any number of them over one DATABASE_URL")
    .option("--worker", "provision in this process as well")
    .action((options: { worker?: boolean }) =>
      run({ service: false, directory: true, worker: options.worker === true }),
    );
  program
    .command("service")
    .description("run the service; any number of them over one DATABASE_URL")
    .action(() => run({ service: true, directory: false, worker: false }));
  program
    .command("worker")
    .description("provision for the directory, without a port; any number of them over one DATABASE_URL")
    .action(() => run({ service: false, directory: false, worker: true }));
}

async function run(parts: ProgramParts): Promise<never> {
  // A reader that went away (a closed terminal, `| head`) must not end the program in the middle of its drain.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  // Perf: compiled code of the start before saves about 0.2 s (test/bench/start.ts).
  enableCompileCache();
  // Loaded here, so that the other commands do not wait for the whole server.
  const { runProgram } = await import("./run-program.ts");
  process.exit(await runProgram(parts));
}
