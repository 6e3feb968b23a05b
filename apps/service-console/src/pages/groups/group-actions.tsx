import type { GroupDetail } from "@lockstep/service-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { deleteGroup, renameGroup } from "../../api/groups.ts";
import { groupQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";
import { NameDialog } from "../../parts/name-dialog.tsx";

const t = messages.groups;

/** Rename and delete. */
export function GroupActions({ group }: { group: GroupDetail }): ReactNode {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useState<"rename" | "delete">();
  const close = () => ask(undefined);
  return (
    <>
      <Button variant="default" onClick={() => ask("rename")}>
        {t.rename}
      </Button>
      <Button variant="default" c="var(--tone-bad)" onClick={() => ask("delete")}>
        {t.remove}
      </Button>
      <NameDialog
        opened={asking === "rename"}
        title={t.renameTitle(group.displayName)}
        label={t.name}
        description={t.nameDetail}
        initial={group.displayName}
        missing={t.nameMissing}
        submitLabel={t.rename}
        failedTitle={t.changeFailed(group.displayName)}
        onClose={close}
        onSubmit={async (name) => {
          queryClient.setQueryData(groupQuery(group.id).queryKey, await renameGroup(group.id, name));
          await queryClient.invalidateQueries({ queryKey: ["groups"] });
          notifyDone(t.renamed(name));
          close();
        }}
      />
      <ConfirmAction
        opened={asking === "delete"}
        onClose={close}
        title={t.removeTitle(group.displayName)}
        consequences={t.removeConsequences(group.memberCount)}
        confirmLabel={t.removeConfirm}
        onConfirm={async () => {
          await deleteGroup(group.id);
          await navigate({ to: "/groups" });
          queryClient.removeQueries({ queryKey: groupQuery(group.id).queryKey });
          await queryClient.invalidateQueries({ queryKey: ["groups"] });
          notifyDone(t.removed(group.displayName));
        }}
      />
    </>
  );
}
