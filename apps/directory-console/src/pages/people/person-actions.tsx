import type { DirectoryUser, PersonStatus } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Button, Menu } from "@mantine/core";
import {
  IconBan,
  IconChevronDown,
  IconKey,
  IconLockOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { changeStatus, deletePerson, personName, personQuery, unlockPerson } from "../../api/people.ts";
import { useRights } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { ResetPassword } from "./reset-password.tsx";
import { SetPassword } from "./set-password.tsx";
import { StatusConsequences } from "./status-consequences.tsx";

const h = messages.helpDesk;
const t = {
  ...messages.personActions,
  unlock: {
    label: h.unlock,
    question: h.unlockQuestion,
    consequences: h.unlockConsequences,
    confirm: h.unlockConfirm,
    done: h.unlocked,
  },
};

type Operation = "activate" | "deactivate" | "suspend" | "unsuspend" | "unlock" | "delete";

/** Which operations Okta's life cycle allows from a status. */
const ALLOWED: Readonly<Record<PersonStatus, readonly Operation[]>> = {
  STAGED: ["activate", "deactivate"],
  PROVISIONED: ["deactivate"],
  ACTIVE: ["suspend", "deactivate"],
  RECOVERY: ["deactivate"],
  PASSWORD_EXPIRED: ["deactivate"],
  LOCKED_OUT: ["unlock", "deactivate"],
  SUSPENDED: ["unsuspend", "deactivate"],
  DEPROVISIONED: ["activate", "delete"],
};
/** What the help desk may do of them. */
const HELPING: readonly Operation[] = ["suspend", "unsuspend", "unlock"];
/** They reach apps: what they do there is shown first. */
const REACHING: readonly Operation[] = ["activate", "deactivate", "suspend", "unsuspend"];
const RESETTABLE: readonly PersonStatus[] = ["ACTIVE", "PASSWORD_EXPIRED", "LOCKED_OUT", "RECOVERY"];
const ICONS: Readonly<Record<Operation, ReactNode>> = {
  activate: <IconPlayerPlay size={16} aria-hidden />,
  unsuspend: <IconPlayerPlay size={16} aria-hidden />,
  unlock: <IconLockOpen size={16} aria-hidden />,
  suspend: <IconPlayerPause size={16} aria-hidden />,
  deactivate: <IconBan size={16} aria-hidden />,
  delete: <IconTrash size={16} aria-hidden />,
};

/** Actions on a person, as far as one's role goes; each asks first and says what follows, in the apps too. */
export function PersonActions({ person }: { person: DirectoryUser }): ReactNode {
  const { changesDirectory, helpsPeople } = useRights();
  const [asking, ask] = useState<Operation>();
  const [isSettingPassword, setSettingPassword] = useState(false);
  const [isResetting, setResetting] = useState(false);
  const operations = ALLOWED[person.status].filter((operation) => changesDirectory || HELPING.includes(operation));
  if (!helpsPeople) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t.menu}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {changesDirectory && person.status !== "DEPROVISIONED" && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setSettingPassword(true)}>
              {messages.setPassword.title}
            </Menu.Item>
          )}
          {RESETTABLE.includes(person.status) && (
            <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setResetting(true)}>
              {h.reset}
            </Menu.Item>
          )}
          {operations.map((operation) => (
            <Menu.Item key={operation} leftSection={ICONS[operation]} onClick={() => ask(operation)}>
              {t[operation].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <AskFirst person={person} asking={asking} onClose={() => ask(undefined)} />
      <SetPassword person={person} opened={isSettingPassword} onClose={() => setSettingPassword(false)} />
      <ResetPassword person={person} opened={isResetting} onClose={() => setResetting(false)} />
    </>
  );
}

function AskFirst(props: { person: DirectoryUser; asking: Operation | undefined; onClose: () => void }): ReactNode {
  const { person, asking, onClose } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const name = personName(person);
  const run = async (operation: Operation) => {
    if (operation === "delete") await deletePerson(person.id);
    else if (operation === "unlock") await unlockPerson(person.id);
    else await changeStatus(person.id, operation);
    if (operation !== "delete") await queryClient.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
    await queryClient.invalidateQueries({ queryKey: ["people"] });
    notifyDone(t[operation].done(name));
    if (operation === "delete") await navigate({ to: "/people" });
  };
  return (
    <ConfirmAction
      opened={asking !== undefined}
      onClose={onClose}
      title={asking === undefined ? "" : t[asking].question(name)}
      consequences={asking === undefined ? [] : t[asking].consequences}
      confirmLabel={asking === undefined ? "" : t[asking].confirm}
      isHarmless={asking === "activate" || asking === "unsuspend" || asking === "unlock"}
      onConfirm={async () => {
        if (asking !== undefined) await run(asking);
      }}
    >
      {asking !== undefined && REACHING.includes(asking) && (
        <StatusConsequences personId={person.id} operation={asking} />
      )}
    </ConfirmAction>
  );
}
