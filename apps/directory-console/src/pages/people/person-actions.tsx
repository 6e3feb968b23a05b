import type { DirectoryUser, PersonStatus } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Button, Menu } from "@mantine/core";
import { IconBan, IconChevronDown, IconKey, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { changeStatus, deletePerson, type Lifecycle, personName, personQuery } from "../../api/people.ts";
import { messages } from "../../messages.ts";
import { SetPassword } from "./set-password.tsx";

const t = messages.personActions;

/** Which operations Okta's life cycle allows from a status. */
const ALLOWED: Readonly<Record<PersonStatus, readonly Lifecycle[]>> = {
  STAGED: ["activate", "deactivate"],
  PROVISIONED: ["deactivate"],
  ACTIVE: ["suspend", "deactivate"],
  RECOVERY: ["deactivate"],
  PASSWORD_EXPIRED: ["deactivate"],
  LOCKED_OUT: ["deactivate"],
  SUSPENDED: ["unsuspend", "deactivate"],
  DEPROVISIONED: ["activate"],
};
const ICONS: Readonly<Record<Lifecycle, ReactNode>> = {
  activate: <IconPlayerPlay size={16} aria-hidden />,
  unsuspend: <IconPlayerPlay size={16} aria-hidden />,
  suspend: <IconPlayerPause size={16} aria-hidden />,
  deactivate: <IconBan size={16} aria-hidden />,
};

/** Status actions of a person; each asks first and says what follows, in the apps too. */
export function PersonActions({ person }: { person: DirectoryUser }): ReactNode {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useState<Lifecycle | "delete">();
  const [isSettingPassword, setSettingPassword] = useState(false);
  const name = personName(person);
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: personQuery(person.id).queryKey }),
      queryClient.invalidateQueries({ queryKey: ["people"] }),
    ]);
  const run = async (operation: Lifecycle) => {
    await changeStatus(person.id, operation);
    await refresh();
    notifyDone(t[operation].done(name));
  };
  const remove = async () => {
    await deletePerson(person.id);
    await queryClient.invalidateQueries({ queryKey: ["people"] });
    notifyDone(t.delete.done(name));
    await navigate({ to: "/people" });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t.menu}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {person.status !== "DEPROVISIONED" && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setSettingPassword(true)}>
              {messages.setPassword.title}
            </Menu.Item>
          )}
          {ALLOWED[person.status].map((operation) => (
            <Menu.Item key={operation} leftSection={ICONS[operation]} onClick={() => ask(operation)}>
              {t[operation].label}
            </Menu.Item>
          ))}
          {person.status === "DEPROVISIONED" && (
            <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => ask("delete")}>
              {t.delete.label}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmAction
        opened={asking !== undefined}
        onClose={() => ask(undefined)}
        title={asking === undefined ? "" : t[asking].question(name)}
        consequences={asking === undefined ? [] : t[asking].consequences}
        confirmLabel={asking === undefined ? "" : t[asking].confirm}
        isHarmless={asking === "activate" || asking === "unsuspend"}
        onConfirm={async () => {
          if (asking === "delete") await remove();
          else if (asking !== undefined) await run(asking);
        }}
      />
      <SetPassword person={person} opened={isSettingPassword} onClose={() => setSettingPassword(false)} />
    </>
  );
}
