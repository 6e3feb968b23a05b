import type { Task } from "@lockstep/directory-app/contract";
import { Timestamp } from "@lockstep/ui";
import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import classes from "./task-card.module.css";

const t = messages.tasks;

/** One task: the object, what happened, the target's own words, the remedy, and the actions. */
export function TaskCard(props: {
  task: Task;
  isAppShown: boolean;
  /** What is offered: another try, or leave to do it once. */
  verb: "retry" | "approve" | undefined;
  isActing: boolean;
  onAct: (verb: "retry" | "approve") => void;
  onClose: () => void;
}): ReactNode {
  const { task, verb } = props;
  return (
    <article className={classes.task} aria-label={`${task.subject.name}: ${task.summary}`}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: "1 1 18rem", minWidth: 0 }}>
          <Text size="sm">
            <Subject task={task} /> {task.summary}
          </Text>
        </div>
        {task.state === "OPEN" && (
          <Group gap="xs">
            {verb !== undefined && (
              <Button
                size="compact-sm"
                variant="default"
                loading={props.isActing}
                aria-label={t.actLabel[verb](task.subject.name)}
                onClick={() => props.onAct(verb)}
              >
                {t.verbs[verb]}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={t.closeLabel(task.subject.name)}
              onClick={props.onClose}
            >
              {t.close}
            </Button>
          </Group>
        )}
      </Group>
      {task.detail !== "" && <div className={classes.words}>{task.detail}</div>}
      <Text size="sm" mb={6}>
        {task.remedy} <NextPage task={task} />
      </Text>
      <div className={classes.meta}>
        {props.isAppShown && (
          <AnchorLink to="/applications/$appId/tasks" params={{ appId: task.app.id }} size="xs">
            {task.app.label}
          </AnchorLink>
        )}
        {task.statusCode !== null && <span>{t.status(task.statusCode)}</span>}
        <span>{t.attempts(task.attempts)}</span>
        <span>
          {t.last} <Timestamp value={task.lastUpdated} />
        </span>
        <span>{task.next}</span>
        {task.subject.kind === "appUser" && (
          <AnchorLink
            to="/applications/$appId/assignments"
            params={{ appId: task.app.id }}
            search={{ why: task.subject.id }}
            size="xs"
          >
            {messages.assignments.why}
          </AnchorLink>
        )}
        {task.requestId !== null && (
          <span>
            {t.requestId} <code>{task.requestId}</code>
          </span>
        )}
      </div>
    </article>
  );
}

/** The page on which the remedy is carried out, for causes that have one. */
function NextPage({ task }: { task: Task }): ReactNode {
  const params = { appId: task.app.id };
  const look = { size: "sm", underline: "always" } as const;
  if (task.state !== "OPEN") return null;
  switch (task.cause) {
    case "groupNameTaken":
    case "groupGone":
    case "memberMissing":
      return (
        <AnchorLink to="/applications/$appId/push-groups" params={params} {...look}>
          {t.toPushGroups}
        </AnchorLink>
      );
    case "credential":
    case "unreachable":
      return (
        <AnchorLink to="/applications/$appId/provisioning/integration" params={params} {...look}>
          {t.toIntegration}
        </AnchorLink>
      );
    case "deactivationBudget":
    case "membershipBudget":
    case "overwriteBudget":
    case "quarantine":
    case "rateLimit":
      return (
        <AnchorLink to="/applications/$appId/general" params={params} {...look}>
          {t.toApp}
        </AnchorLink>
      );
    case "userNameTaken":
      return (
        <AnchorLink to="/applications/$appId/sign-on" params={params} {...look}>
          {t.toSignOn}
        </AnchorLink>
      );
    case "importFailed":
      return (
        <AnchorLink to="/applications/$appId/import" params={params} {...look}>
          {t.toImport}
        </AnchorLink>
      );
    case "attributeMissing":
    case "featureOff":
    case "mapping":
      return (
        <AnchorLink to="/applications/$appId/provisioning/to-app" params={params} {...look}>
          {t.toToApp}
        </AnchorLink>
      );
    default:
      return null;
  }
}

function Subject({ task }: { task: Task }): ReactNode {
  const { subject, app } = task;
  const style = { fw: 600, size: "sm" } as const;
  if (subject.kind === "pushGroup") {
    return (
      <AnchorLink
        to="/applications/$appId/push-groups"
        params={{ appId: app.id }}
        search={{ mapping: subject.id }}
        {...style}
      >
        {subject.name}
      </AnchorLink>
    );
  }
  if (subject.kind === "appUser") {
    return (
      <AnchorLink to="/people/$personId" params={{ personId: subject.id }} {...style}>
        {subject.name}
      </AnchorLink>
    );
  }
  return (
    <AnchorLink to="/applications/$appId/provisioning/integration" params={{ appId: app.id }} {...style}>
      {subject.name}
    </AnchorLink>
  );
}
