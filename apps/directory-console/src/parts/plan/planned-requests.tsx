import type { PlannedSubject } from "@lockstep/directory-app/contract";
import { CodeBlock } from "@lockstep/ui";
import { Badge, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

/** Exact requests in their order, each with its reason. */
export function PlannedRequests({ actions }: { actions: PlannedSubject["actions"] }): ReactNode {
  return (
    <Stack gap="md">
      {actions.map((action, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a plan is an ordered list that never changes while shown
        <Stack key={index} gap={6}>
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <Badge variant="filled" style={{ flex: "none" }}>
              {action.method}
            </Badge>
            <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
              {action.url}
            </Text>
          </Group>
          <Text size="sm">{action.reason}</Text>
          {action.body !== null && action.body !== undefined && (
            <CodeBlock label={messages.plan.bodyOf(action.method)} text={JSON.stringify(action.body, null, 2)} />
          )}
        </Stack>
      ))}
    </Stack>
  );
}
