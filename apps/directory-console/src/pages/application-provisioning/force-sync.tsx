import { ConfirmAction, ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Button, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { progressQuery } from "../../api/apps.ts";
import { syncFromTarget } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";

const t = messages.forceSync;

/** *Force Sync*: compares everybody again. The plan shows what would be sent first; reading every account in the app is a way of its own. */
export function ForceSync({ appId, onPlan }: { appId: string; onPlan: () => Promise<unknown> }): ReactNode {
  const queryClient = useQueryClient();
  const progress = useQuery(progressQuery(appId));
  const [isAsking, asking] = useDisclosure(false);
  const plan = useMutation({ mutationFn: onPlan });
  const count = progress.data?.assigned ?? 0;
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="sm">
        {plan.isError && <ErrorNotice title={messages.planReview.startFailed} error={plan.error} />}
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={plan.isPending}
            onClick={() => plan.mutate()}
          >
            {t.title}
          </Button>
          <Button variant="default" onClick={asking.open}>
            {t.readAll}
          </Button>
        </Group>
      </Stack>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.question(count)}
        consequences={t.consequences}
        confirmLabel={t.confirm(count)}
        isHarmless
        onConfirm={async () => {
          const result = await syncFromTarget(appId);
          await queryClient.invalidateQueries({ queryKey: ["app", appId] });
          notifyDone(t.done(result.count));
        }}
      />
    </Section>
  );
}
