import type { NewWebhook, Webhook } from "@lockstep/service-app/contract";
import { ConfirmAction, notifyDone, notifyFailed } from "@lockstep/ui";
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSend } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import {
  removeWebhook,
  rotateWebhookSecret,
  setWebhookPaused,
  testWebhook,
  webhookQuery,
  webhooksQuery,
} from "../../api/webhooks.ts";
import { messages } from "../../messages.ts";

const t = messages.webhook;
const OVERLAP_HOURS = 24;

/** Test, pause, new secret, remove. */
export function WebhookActions(props: {
  readonly webhook: Webhook;
  readonly onRotated: (webhook: NewWebhook) => void;
}): ReactNode {
  const { webhook } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useState<"rotate" | "remove">();
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey }),
      queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
    ]);
  const test = useMutation({
    mutationFn: () => testWebhook(webhook.id),
    onSuccess: ({ isAccepted, message }) =>
      isAccepted ? notifyDone(t.accepted) : notifyFailed(t.refused, new Error(message)),
    onError: (error) => notifyFailed(t.testFailed, error),
  });
  const pause = useMutation({
    mutationFn: (isPaused: boolean) => setWebhookPaused(webhook.id, isPaused),
    onSuccess: async (_, isPaused) => {
      await refresh();
      notifyDone(isPaused ? t.paused : t.resumed);
    },
    onError: (error) => notifyFailed(t.stateFailed, error),
  });
  const isActive = webhook.state === "active";
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSend size={16} aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t.test}
      </Button>
      <Button
        variant="default"
        leftSection={isActive ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
        loading={pause.isPending}
        onClick={() => pause.mutate(isActive)}
      >
        {isActive ? t.pause : t.resume}
      </Button>
      <Button variant="default" onClick={() => ask("rotate")}>
        {t.rotate}
      </Button>
      <Button variant="default" c="var(--tone-bad)" onClick={() => ask("remove")}>
        {t.remove}
      </Button>
      <ConfirmAction
        opened={asking === "rotate"}
        onClose={() => ask(undefined)}
        title={t.rotateTitle}
        consequences={t.rotateConsequences}
        confirmLabel={t.rotateConfirm}
        isHarmless
        onConfirm={async () => {
          props.onRotated(await rotateWebhookSecret(webhook.id, OVERLAP_HOURS));
          await refresh();
        }}
      />
      <ConfirmAction
        opened={asking === "remove"}
        onClose={() => ask(undefined)}
        title={t.removeTitle(webhook.url)}
        consequences={t.removeConsequences(webhook.pending, webhook.dead)}
        confirmLabel={t.removeConfirm}
        onConfirm={async () => {
          await removeWebhook(webhook.id);
          await queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey });
          notifyDone(t.removed);
          await navigate({ to: "/webhooks" });
        }}
      />
    </>
  );
}
