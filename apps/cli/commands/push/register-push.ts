import { type Command, Option } from "commander";
import { type DirectoryOptions, withDirectoryOptions } from "../../client/directory-options.ts";
import { runOnDirectory } from "../plan/run-on-directory.ts";

/** Which app. */
export interface AppOption extends DirectoryOptions {
  readonly app?: string;
}

/** Which push groups, where they are not named. */
export interface ChosenOptions extends AppOption {
  readonly all?: boolean;
  readonly status?: string;
  readonly rule?: string;
  readonly byName?: boolean;
  readonly clash?: boolean;
  readonly text?: string;
}

/** Adds `lockstep push …`: groups that are mirrored into an app. */
export function registerPush(program: Command): void {
  const push = program
    .command("push")
    .description(
      "groups that are mirrored into an app: by name or by rule; link them, push them now, try them again, unlink them",
    );
  registerLists(push);
  registerOne(push);
  registerMany(push);
  registerRules(push);
}

function registerLists(push: Command): void {
  withChoice(
    push
      .command("list", { isDefault: true })
      .description("push groups by name, with what is wrong; exit code 2 when a push failed"),
  )
    .option("--limit <number>", "at most this many", "100")
    .action((options: ChosenOptions & { readonly limit: string }) =>
      runOnDirectory(options, async (context) => (await import("./list.ts")).listPushGroups(options, context)),
    );
  withApp(
    push
      .command("left-out")
      .description("members of a group whom the app does not hold, with the reason")
      .argument("<group>", "name or id"),
  )
    .option("--text <words>", "whose user name, name or reason holds this text")
    .action((group: string, options: AppOption & { readonly text?: string }) =>
      runOnDirectory(options, async (context) => (await import("./list.ts")).listLeftOut(group, options, context)),
    );
}

/** What `lockstep push add` was given. */
export interface AddOptions extends AppOption {
  readonly assign?: boolean;
  readonly later?: boolean;
  readonly as?: string;
  readonly link?: boolean | string;
}

function registerOne(push: Command): void {
  withApp(
    push.command("add").description("push a group by name").argument("<group>", "name or id of the directory's group"),
  )
    .option("--assign", "give its people the app as well: people first, then the group")
    .option("--later", 'create or link it without members, until "push now"')
    .addOption(new Option("--as <name>", "push it under another name").conflicts("link"))
    .option("--link [id]", "link to the app's group: of this id, or the only one of the name")
    .action((group: string, options: AddOptions) =>
      runOnDirectory(options, async (context) => (await import("./change.ts")).addPushGroup(group, options, context)),
    );
  withApp(
    push
      .command("link")
      .description("decide a name clash: link to the group that the app has")
      .argument("<group>", "name or id"),
  )
    .option("--id <id>", "the group's id in the app, where it has several of the name")
    .action((group: string, options: AppOption & { readonly id?: string }) =>
      runOnDirectory(options, async (context) =>
        (await import("./change.ts")).resolveClash(
          group,
          { choice: "LINK", targetGroupId: options.id },
          { options, context },
        ),
      ),
    );
  withApp(
    push
      .command("rename")
      .description("decide a name clash: push under another name")
      .argument("<group>", "name or id")
      .argument("<name>", "the name in the app"),
  ).action((group: string, name: string, options: AppOption) =>
    runOnDirectory(options, async (context) =>
      (await import("./change.ts")).resolveClash(group, { choice: "RENAME", name }, { options, context }),
    ),
  );
  withApp(
    push.command("skip").description("decide a name clash: do not push the group").argument("<group>", "name or id"),
  ).action((group: string, options: AppOption) =>
    runOnDirectory(options, async (context) =>
      (await import("./change.ts")).resolveClash(group, { choice: "SKIP" }, { options, context }),
    ),
  );
}

/** What `lockstep push unlink` was given. */
export interface UnlinkOptions extends ChosenOptions {
  readonly leave?: boolean;
  readonly delete?: boolean;
  readonly yes?: boolean;
}

const STEPS = [
  ["now", "PUSH", "send whole groups again, members too that were to follow later"],
  ["retry", "RETRY", "try what failed again at once"],
  ["activate", "ACTIVATE", "go on pushing: the whole group is sent"],
  ["deactivate", "DEACTIVATE", "send no further changes"],
  ["keep", "KEEP", "call off an unlinking that has not been carried out"],
] as const;

function registerMany(push: Command): void {
  for (const [verb, action, description] of STEPS) {
    withChoice(push.command(verb).description(description).argument("[groups...]", "names or ids")).action(
      (groups: readonly string[], options: ChosenOptions) =>
        runOnDirectory(options, async (context) =>
          (await import("./change.ts")).changeMany({ groups, options, order: { action } }, context),
        ),
    );
  }
  withChoice(push.command("unlink").description("end the push of groups").argument("[groups...]", "names or ids"))
    .option("--leave", "leave the groups in the app as they are")
    .addOption(new Option("--delete", "delete the groups in the app").conflicts("leave"))
    .option("--yes", "do it; without this, --delete and choices of many only say what they would do")
    .action((groups: readonly string[], options: UnlinkOptions) =>
      runOnDirectory(options, async (context) => (await import("./change.ts")).unlink(groups, options, context)),
    );
}

/** What a rule says, as options. */
export interface RuleOptions extends AppOption {
  readonly where: readonly string[];
  readonly any?: boolean;
  readonly later?: boolean;
  readonly assign?: boolean;
  readonly whenUnmatched: string;
  readonly dryRun?: boolean;
}

function registerRules(push: Command): void {
  const rule = push.command("rule").description("push every group whose name or description fits, now and from now on");
  withApp(rule.command("list", { isDefault: true }).description("rules of the app")).action((options: AppOption) =>
    runOnDirectory(options, async (context) => (await import("./rules.ts")).listRules(options, context)),
  );
  withApp(
    rule
      .command("set")
      .description("create the rule of this name, or replace what it says")
      .argument("<name>", "name of the rule"),
  )
    .requiredOption(
      "--where <condition>",
      'such as "name starts with Team", "description contains push" or "name not equals Board"; may be repeated',
      (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
    )
    .option("--any", "one of the conditions is enough")
    .option("--later", 'create groups without members, until "push now"')
    .option("--assign", "give the groups the app as well: people first, then the group")
    .option("--no-assign", "give no more groups the app; those that have it keep it")
    .option("--when-unmatched <what>", "groups that no longer fit: keep, unlink or delete", "keep")
    .option("--dry-run", "only show what it would push, and store nothing; exit code 2 when that is something")
    .action((name: string, options: RuleOptions) =>
      runOnDirectory(options, async (context) => (await import("./rules.ts")).setRule(name, options, context)),
    );
  for (const verb of ["activate", "deactivate"] as const) {
    const description =
      verb === "activate" ? "follow the rule again" : "add nothing more by the rule; what it pushes stays";
    withApp(rule.command(verb).description(description).argument("<name>", "name or id")).action(
      (name: string, options: AppOption) =>
        runOnDirectory(options, async (context) =>
          (await import("./rules.ts")).switchRule(verb, name, { options, context }),
        ),
    );
  }
  withApp(rule.command("delete").description("delete the rule").argument("<name>", "name or id"))
    .requiredOption("--groups <what>", "its groups: keep (pushed by name), leave (unlinked) or delete (in the app too)")
    .action((name: string, options: AppOption & { readonly groups: string }) =>
      runOnDirectory(options, async (context) => (await import("./rules.ts")).deleteRule(name, options, context)),
    );
}

function withApp(command: Command): Command {
  return withDirectoryOptions(command.option("--app <name>", "id or label (default: the only app)"));
}

function withChoice(command: Command): Command {
  return withApp(command)
    .option("--all", "all push groups of the app")
    .option("--status <status>", "ACTIVE, INACTIVE, ERROR or UNLINKING")
    .option("--rule <name>", "pushed by this rule")
    .option("--by-name", "pushed by name")
    .option("--clash", "whose name the app has already")
    .option("--text <words>", "whose name holds this text");
}
