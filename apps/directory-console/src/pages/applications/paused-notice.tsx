import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { Notice, notifyDone, notifyFailed, Timestamp } from "@lockstep/ui";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { setAppPaused } from "../../api/apps.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.paused;

/** Says on every tab that nothing is sent, why, since when, and what ends it. */
export function PausedNotice({ app }: { app: DirectoryApp }): ReactNode {
  const queryClient = useQueryClient();
  const { paused } = app.settings.provisioning;
  const resume = useMutation({
    mutationFn: () => setAppPaused(app.id, false),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["app", app.id] });
      notifyDone(t.resumed(app.label));
    },
    onError: (error) => notifyFailed(t.resumeFailed(app.label), error),
  });
  if (paused === null) return null;
  return (
    <Notice tone="warning" mb="lg" icon={<IconPlayerPause size={18} aria-hidden />} title={t.title(app.label)}>
      <Stack gap="xs">
        <Text size="sm">
          {t.reasons[paused.reason] ?? paused.reason} {paused.detail}
        </Text>
        <Text size="sm">
          {t.since} <Timestamp value={paused.since} />
          {paused.resumeAt !== null && (
            <>
              {" · "}
              {t.goesOn} <Timestamp value={paused.resumeAt} />
            </>
          )}
        </Text>
        <Group gap="xs">
          {paused.reason === "credential" && (
            <ButtonLink to="/applications/$appId/provisioning/integration" params={{ appId: app.id }} size="xs">
              {t.toIntegration}
            </ButtonLink>
          )}
          <Button size="xs" variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
            {t.resume}
          </Button>
        </Group>
      </Stack>
    </Notice>
  );
}
