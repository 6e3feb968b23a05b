import type { ServiceApp } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconKey, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { removeServiceApp, renewSecret, serviceAppsQuery, setServiceAppStatus } from "../../api/administration.ts";
import { messages } from "../../messages.ts";
import type { MadeSecret } from "./service-apps-page.tsx";

const t = messages.serviceApps;
type Action = "off" | "on" | "newSecret" | "remove";

const ASKED = {
  off: { question: t.offQuestion, consequences: t.offConsequences, confirm: t.offConfirm },
  on: { question: t.onQuestion, consequences: t.onConsequences, confirm: t.onConfirm },
  newSecret: { question: t.newSecretQuestion, consequences: t.newSecretConsequences, confirm: t.newSecretConfirm },
  remove: { question: t.removeQuestion, consequences: t.removeConsequences, confirm: t.removeConfirm },
};

/** What is done with a service app; each asks first. */
export function ServiceAppActions(props: { app: ServiceApp; onSecret: (made: MadeSecret) => void }): ReactNode {
  const { app, onSecret } = props;
  const { name, clientId } = app;
  const queryClient = useQueryClient();
  const [asking, ask] = useState<Action>();
  const run = async (action: Action) => {
    if (action === "newSecret") onSecret({ name, clientId, secret: (await renewSecret(clientId)).clientSecret });
    else if (action === "remove") await removeServiceApp(clientId);
    else await setServiceAppStatus(clientId, action === "on" ? "ACTIVE" : "INACTIVE");
    await queryClient.invalidateQueries({ queryKey: serviceAppsQuery.queryKey });
    if (action === "remove") notifyDone(t.removed(name));
    if (action === "on") notifyDone(t.switchedOn(name));
    if (action === "off") notifyDone(t.switchedOff(name));
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t.actions(name)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {app.status === "ACTIVE" ? (
            <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => ask("off")}>
              {t.switchOff}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => ask("on")}>
              {t.switchOn}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => ask("newSecret")}>
            {t.newSecret}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => ask("remove")}>
            {t.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmAction
        opened={asking !== undefined}
        onClose={() => ask(undefined)}
        title={asking === undefined ? "" : ASKED[asking].question(name)}
        consequences={asking === undefined ? [] : ASKED[asking].consequences}
        confirmLabel={asking === undefined ? "" : ASKED[asking].confirm}
        isHarmless={asking === "on"}
        onConfirm={async () => {
          if (asking !== undefined) await run(asking);
        }}
      />
    </>
  );
}
