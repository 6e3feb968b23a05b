/** The one display of a failure: what happened, to which object, and the next action. */
import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ApiFailure } from "./api-failure.ts";
import { uiMessages } from "./messages.ts";

const t = uiMessages.failure;

/** A failure in words: the sentence, further sentences, and the id that support can look up. */
export interface FailureWords {
  readonly message: string;
  readonly causes: readonly string[];
  readonly reference: string | undefined;
}

/** Puts any thrown value into words; a bug shows its message, never a stack. */
export function describeFailure(error: unknown): FailureWords {
  if (error instanceof ApiFailure) {
    const { message, causes, reference, code } = error;
    // "Api validation failed: login" (E0000001) tells a person nothing that the causes do not tell better.
    if (code !== "E0000001" || causes.length === 0) return { message, causes, reference };
    return causes.length === 1
      ? { message: causes[0] ?? message, causes: [], reference }
      : { message: t.several, causes, reference };
  }
  return {
    message: error instanceof Error ? error.message : t.page,
    causes: [],
    reference: undefined,
  };
}

/** Shows a failure. `title` names the object: "The group Sales could not be renamed". */
export function ErrorNotice(props: {
  title: string;
  error: unknown;
  /** The next action in words, when there is one beyond trying again. */
  hint?: ReactNode;
  onRetry?: () => void;
  actions?: ReactNode;
}): ReactNode {
  const words = describeFailure(props.error);
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={props.title}
      styles={{
        root: { background: "var(--tone-bad-soft)", borderColor: "transparent" },
        title: { color: "var(--tone-bad)" },
        icon: { color: "var(--tone-bad)" },
        message: { color: "var(--mantine-color-text)" },
      }}
    >
      <Stack gap="xs">
        <Text size="sm">{words.message}</Text>
        {words.causes.length > 0 && (
          <List size="sm" spacing={2}>
            {words.causes.map((cause) => (
              <List.Item key={cause}>{cause}</List.Item>
            ))}
          </List>
        )}
        {props.hint !== undefined && <Text size="sm">{props.hint}</Text>}
        {words.reference !== undefined && (
          <Text size="xs">
            {t.reference} <code>{words.reference}</code>
          </Text>
        )}
        {(props.onRetry !== undefined || props.actions !== undefined) && (
          <Group gap="xs">
            {props.onRetry !== undefined && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRefresh size={14} aria-hidden />}
                onClick={props.onRetry}
              >
                {t.retry}
              </Button>
            )}
            {props.actions}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
