/** `lockstep`: the command line. Each command registers itself from a file of its own. */
import { Command } from "commander";
import { registerOpenApi } from "./commands/register-openapi.ts";
import { registerPeople } from "./commands/register-people.ts";
import { registerSeed } from "./commands/register-seed.ts";
import { registerStart } from "./start/register-start.ts";

const program = new Command("lockstep")
  .description("Identity provisioning, both sides: a directory with its engine and a SCIM 2.0 service.")
  .showHelpAfterError("(lockstep --help shows the commands)");

registerStart(program);
registerPeople(program);
registerOpenApi(program);
registerSeed(program);

await program.parseAsync();
