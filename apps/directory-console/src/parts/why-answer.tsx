import type { Why } from "@lockstep/directory-app/contract";
import { Notice, StatusBadge } from "@lockstep/ui";
import { List, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

const t = messages.why;

/** Why somebody has access or not: the sentence first, then every condition with the one change that would make it hold. */
export function WhyAnswer({ why }: { why: Why }): ReactNode {
  return (
    <Stack gap="md">
      <Notice tone={why.hasAccess ? "good" : "warning"} title={why.answer} />
      <List spacing="sm" listStyleType="none" size="sm">
        {why.conditions.map((condition) => (
          <List.Item key={condition.name}>
            <StatusBadge
              tone={condition.ok === null ? "neutral" : condition.ok ? "good" : "bad"}
              label={condition.ok === null ? t.notAsked : condition.ok ? t.holds : t.fails}
            />{" "}
            <strong>{condition.name}</strong>
            <Text size="sm">{condition.detail}</Text>
            {condition.fix !== null && (
              <Text size="sm" fw={600}>
                {condition.fix}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
