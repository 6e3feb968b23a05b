import type { Administrator } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { ActionIcon, Menu } from "@mantine/core";
import { IconBan, IconDots, IconKey, IconLogout, IconPencil, IconPlayerPlay } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import {
  administratorsQuery,
  endSessionsOf,
  renewInvitation,
  setAdministratorActive,
} from "../../api/administration.ts";
import { useSession } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import type { MadeLink } from "./administrators-page.tsx";

const t = messages.administrators;
type Action = "newLink" | "endSessions" | "deactivate" | "activate";

const ASKED = {
  newLink: { question: t.newLinkQuestion, consequences: t.newLinkConsequences, confirm: t.newLinkConfirm },
  endSessions: {
    question: t.endSessionsQuestion,
    consequences: t.endSessionsConsequences,
    confirm: t.endSessionsConfirm,
  },
  deactivate: { question: t.deactivateQuestion, consequences: t.deactivateConsequences, confirm: t.deactivateConfirm },
  activate: { question: t.activateQuestion, consequences: t.activateConsequences, confirm: t.activateConfirm },
};

/** What a super administrator does with another one; each asks first. */
export function AdministratorActions(props: {
  administrator: Administrator;
  onEdit: () => void;
  onLink: (link: MadeLink) => void;
}): ReactNode {
  const { administrator, onEdit, onLink } = props;
  const { id, name, status } = administrator;
  const session = useSession();
  const queryClient = useQueryClient();
  const [asking, ask] = useState<Action>();
  const run = async (action: Action) => {
    if (action === "newLink") onLink({ name, url: (await renewInvitation(id)).invitationUrl });
    else if (action === "endSessions") notifyDone(t.sessionsEnded(await endSessionsOf(id)));
    else {
      await setAdministratorActive(id, action === "activate");
      notifyDone(action === "activate" ? t.activated(name) : t.deactivated(name));
    }
    await queryClient.invalidateQueries({ queryKey: administratorsQuery.queryKey });
  };
  const isOther = id !== session.id;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t.actions(name)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
            {t.edit}
          </Menu.Item>
          {isOther && status !== "INACTIVE" && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => ask("newLink")}>
              {t.newLink}
            </Menu.Item>
          )}
          {isOther && status === "ACTIVE" && (
            <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => ask("endSessions")}>
              {t.endSessions}
            </Menu.Item>
          )}
          {isOther && status !== "INACTIVE" && (
            <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => ask("deactivate")}>
              {t.deactivate}
            </Menu.Item>
          )}
          {status === "INACTIVE" && (
            <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => ask("activate")}>
              {t.activate}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmAction
        opened={asking !== undefined}
        onClose={() => ask(undefined)}
        title={asking === undefined ? "" : ASKED[asking].question(name)}
        consequences={asking === undefined ? [] : ASKED[asking].consequences}
        confirmLabel={asking === undefined ? "" : ASKED[asking].confirm}
        isHarmless={asking === "activate" || asking === "newLink"}
        onConfirm={async () => {
          if (asking !== undefined) await run(asking);
        }}
      />
    </>
  );
}
