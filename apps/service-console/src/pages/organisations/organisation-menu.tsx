import type { Organisation } from "@lockstep/service-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { organisationsQuery, removeOrganisation } from "../../api/organisations.ts";
import { messages } from "../../messages.ts";
import { DefaultDialog } from "./default-dialog.tsx";

const t = messages.organisations;

/** What an administrator can do with one organisation. */
export function OrganisationMenu(props: {
  readonly organisation: Organisation;
  /** False where somebody belongs to it or something lies below. */
  readonly canRemove: boolean;
}): ReactNode {
  const { organisation } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useState<"remove" | "default">();
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t.actionsOf(organisation.name)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void navigate({ to: "/organisations/new", search: { parentId: organisation.id } })}>
            {t.addBelow(organisation.name)}
          </Menu.Item>
          <Menu.Item onClick={() => void navigate({ to: "/organisations", search: { edit: organisation.id } })}>
            {t.edit}
          </Menu.Item>
          <Menu.Item onClick={() => ask("default")}>{t.makeDefault}</Menu.Item>
          {organisation.parentId !== null && (
            <Menu.Item
              color="red"
              disabled={!props.canRemove}
              title={props.canRemove ? undefined : t.inUse}
              onClick={() => ask("remove")}
            >
              {t.remove}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmAction
        opened={asking === "remove"}
        onClose={() => ask(undefined)}
        title={t.removeTitle(organisation.name)}
        consequences={t.removeConsequences}
        confirmLabel={t.removeConfirm}
        onConfirm={async () => {
          await removeOrganisation(organisation.id);
          await queryClient.invalidateQueries({ queryKey: organisationsQuery.queryKey });
          notifyDone(t.removed(organisation.name));
        }}
      />
      {asking === "default" && <DefaultDialog organisation={organisation} onClose={() => ask(undefined)} />}
    </>
  );
}
