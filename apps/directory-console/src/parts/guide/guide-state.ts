/** What of the guide is done for an app, read from its settings. */
import type {
  Connection,
  DirectoryApp,
  Feature,
  InboundProvisioningCapabilities,
  Progress,
  UserProvisioningCapabilities,
} from "@lockstep/directory-app/contract";

/** `open` is not done, `advice` only a person can know, `unknown` cannot be read yet. */
export type StepState = "done" | "open" | "advice" | "unknown";

/** The facts of an app that the checklist looks at. */
export interface GuideFacts {
  readonly app: DirectoryApp;
  readonly connection: Connection | undefined;
  readonly toApp: Feature<UserProvisioningCapabilities> | undefined;
  readonly toDirectory: Feature<InboundProvisioningCapabilities> | undefined;
  readonly progress: Progress | undefined;
  readonly clashes: number | undefined;
}

/** The steps of the guide with their states, by the step's key. */
export function guideStates(facts: GuideFacts) {
  const { connection, progress } = facts;
  const features = facts.toApp?.capabilities;
  const inbound = facts.toDirectory?.capabilities.importSettings.schedule;
  const known = <Fact>(fact: Fact | undefined, isDone: (fact: Fact) => boolean): StepState =>
    fact === undefined ? "unknown" : isDone(fact) ? "done" : "open";
  return {
    administrator: "advice",
    organisation: "advice",
    groupNames: facts.clashes === undefined ? "unknown" : facts.clashes > 0 ? "open" : "done",
    enable: known(connection, ({ enabled }) => enabled),
    credentials: known(connection, ({ hasSecret, baseUrl }) => hasSecret && baseUrl !== null),
    test: known(connection, ({ status, testedAt }) => status === "ENABLED" && testedAt !== null),
    createUsers: known(features, ({ create }) => create.lifecycleCreate.status === "ENABLED"),
    updateUserAttributes: known(features, ({ update }) => update.profile.status === "ENABLED"),
    deactivateUsers: known(features, ({ update }) => update.lifecycleDeactivate.status === "ENABLED"),
    syncPassword: known(features, ({ update }) => update.password.status === "ENABLED"),
    passwordOptions: known(
      features,
      ({ update }) => update.password.seed === "RANDOM" && update.password.change === "CHANGE",
    ),
    toDirectory: inbound === undefined ? "unknown" : "done",
    assignments: known(progress, ({ assigned }) => assigned > 0),
    groupPush: known(progress, ({ pushGroups }) => pushGroups.total > 0),
    userName: facts.app.credentials.userNameTemplate.template.includes("source.email") ? "done" : "open",
  } satisfies Record<string, StepState>;
}
