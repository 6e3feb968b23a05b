import { ConfirmAction, notifyDone, Section } from "@lockstep/ui";
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { progressQuery } from "../../api/apps.ts";
import { forceSync } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";

const t = messages.forceSync;

/** *Force Sync*: computes and sends every profile again. */
export function ForceSync({ appId }: { appId: string }): ReactNode {
  const queryClient = useQueryClient();
  const progress = useQuery(progressQuery(appId));
  const [isAsking, asking] = useDisclosure(false);
  const count = progress.data?.assigned ?? 0;
  return (
    <Section title={t.title} description={t.description}>
      <Group>
        <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={asking.open}>
          {t.title}
        </Button>
      </Group>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.question(count)}
        consequences={t.consequences}
        confirmLabel={t.confirm(count)}
        isHarmless
        onConfirm={async () => {
          const result = await forceSync(appId);
          await queryClient.invalidateQueries({ queryKey: ["app", appId] });
          notifyDone(t.done(result.count));
        }}
      />
    </Section>
  );
}
