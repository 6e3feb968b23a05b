/** `lockstep`: the command line. Each command registers itself from a file of its own. */
import { Command } from "commander";
import { registerDrift } from "./commands/drift/register-drift.ts";
import { registerImport } from "./commands/import/register-import.ts";
import { registerPlan } from "./commands/plan/register-plan.ts";
import { registerPush } from "./commands/push/register-push.ts";
import { registerApp } from "./commands/register-app.ts";
import { registerDoctor } from "./commands/register-doctor.ts";
import { registerOpenApi } from "./commands/register-openapi.ts";
import { registerPeople } from "./commands/register-people.ts";
import { registerSeed } from "./commands/register-seed.ts";
import { registerTasks } from "./commands/register-tasks.ts";
import { registerStart } from "./start/register-start.ts";

// Whoever reads the output may have seen enough, as in `lockstep openapi | head`: that is no fault. A program that keeps running drains.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  if (process.listenerCount("SIGTERM") === 0) process.exit();
  process.kill(process.pid, "SIGTERM");
});

const program = new Command("lockstep")
  .description("Identity provisioning, both sides: a directory with its engine and a SCIM 2.0 service.")
  .showHelpAfterError("(lockstep --help shows the commands)");

registerStart(program);
registerPeople(program);
registerApp(program);
registerOpenApi(program);
registerSeed(program);
registerTasks(program);
registerPlan(program);
registerDrift(program);
registerPush(program);
registerImport(program);
registerDoctor(program);

await program.parseAsync();
