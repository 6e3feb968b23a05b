import type { Consequence } from "@lockstep/directory-app/contract";
import { StatusBadge, type Tone } from "@lockstep/ui";
import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { consequencesQuery } from "../../api/timeline.ts";
import { messages } from "../../messages.ts";

const t = messages.consequences;

const TONES: Readonly<Record<Consequence["effect"], Tone>> = {
  deactivates: "bad",
  keeps: "neutral",
  returns: "good",
  asksFirst: "warning",
  nothing: "neutral",
};

/** What a change of status does in each application: looked up before it is confirmed. */
export function StatusConsequences({ personId, operation }: { personId: string; operation: string }): ReactNode {
  const consequences = useQuery(consequencesQuery(personId, operation));
  const items = consequences.data;
  const switchedOff = items?.filter(({ effect }) => effect === "deactivates").length ?? 0;
  return (
    <Stack gap={6} mt="sm">
      <Text size="sm" fw={600}>
        {t.title}
      </Text>
      {consequences.isError && <Text size="sm">{t.failed}</Text>}
      {consequences.isPending && <Skeleton height={20} aria-label={t.loading} />}
      {items?.length === 0 && <Text size="sm">{t.none}</Text>}
      {operation === "deactivate" && items !== undefined && items.length > 0 && (
        <Text size="sm">{t.count(switchedOff)}</Text>
      )}
      {items?.map(({ app, effect, message }) => (
        <Group key={app.id} gap="sm" wrap="nowrap" align="flex-start">
          <StatusBadge tone={TONES[effect]} label={t.effects[effect]} />
          <Text size="sm" style={{ minWidth: 0 }}>
            <strong>{app.label}</strong> {message}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
