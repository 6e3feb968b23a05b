import type { GroupRule } from "@lockstep/directory-app/contract";
import { StatusBadge, type Tone } from "@lockstep/ui";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const t = messages.groupRules;
const TONES: Readonly<Record<GroupRule["status"], Tone>> = { ACTIVE: "good", INACTIVE: "neutral", INVALID: "bad" };

/** Whether a rule works, why not, and how many people its pass has looked at. */
export function RuleBadge({ rule }: { rule: GroupRule }): ReactNode {
  const { status, invalidReason, progress } = rule;
  return (
    <>
      <StatusBadge
        tone={status === "ACTIVE" && progress.running ? "busy" : TONES[status]}
        label={t.statuses[status]}
        {...(invalidReason === null ? {} : { hint: invalidReason })}
      />
      {status === "ACTIVE" && progress.running && (
        <Text size="xs" c="dimmed">
          {t.progress(progress.people, progress.total)}
        </Text>
      )}
    </>
  );
}
