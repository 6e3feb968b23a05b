import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { deleteApp, setAppActive, setAppPaused } from "../../api/apps.ts";
import { messages } from "../../messages.ts";

const t = messages.appDanger;
type Question = "pause" | "deactivate" | "delete";

/** Pause, deactivate, delete: each asks first and says what follows. */
export function AppDanger({ app }: { app: DirectoryApp }): ReactNode {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useState<Question>();
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["app", app.id] }),
      queryClient.invalidateQueries({ queryKey: ["apps"] }),
    ]);
  const activate = useMutation({
    mutationFn: () => setAppActive(app.id, true),
    onSuccess: async () => {
      await refresh();
      notifyDone(t.activated(app.label));
    },
    onError: (error) => notifyFailed(t.activateFailed(app.label), error),
  });
  const run: Readonly<Record<Question, () => Promise<unknown>>> = {
    pause: async () => {
      await setAppPaused(app.id, true);
      await refresh();
    },
    deactivate: async () => {
      await setAppActive(app.id, false);
      await refresh();
    },
    delete: async () => {
      await deleteApp(app.id);
      await queryClient.invalidateQueries({ queryKey: ["apps"] });
      notifyDone(t.deleted(app.label));
      await navigate({ to: "/applications" });
    },
  };
  return (
    <Section title={t.title}>
      <Stack gap="xs" align="flex-start">
        {app.status === "ACTIVE" ? (
          <>
            {app.settings.provisioning.paused === null && (
              <Button variant="default" onClick={() => ask("pause")}>
                {t.pause.label}
              </Button>
            )}
            <Button variant="default" onClick={() => ask("deactivate")}>
              {t.deactivate.label}
            </Button>
          </>
        ) : (
          <>
            <Button loading={activate.isPending} onClick={() => activate.mutate()}>
              {t.activate}
            </Button>
            <Button variant="default" c="var(--tone-bad)" onClick={() => ask("delete")}>
              {t.delete.label}
            </Button>
          </>
        )}
      </Stack>
      <ConfirmAction
        opened={asking !== undefined}
        onClose={() => ask(undefined)}
        title={asking === undefined ? "" : t[asking].question(app.label)}
        consequences={asking === undefined ? [] : t[asking].consequences}
        confirmLabel={asking === undefined ? "" : t[asking].label}
        onConfirm={async () => {
          if (asking !== undefined) await run[asking]();
        }}
      />
    </Section>
  );
}
