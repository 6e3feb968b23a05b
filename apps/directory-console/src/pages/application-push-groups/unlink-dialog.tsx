import type { GroupPushMapping } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Radio, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { unlinkPushGroup } from "../../api/push-groups.ts";
import { messages } from "../../messages.ts";

const t = messages.unlink;

/** *Unlink pushed group*: the group in the app is left as it is, or deleted. */
export function UnlinkDialog(props: { appId: string; mapping: GroupPushMapping; onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const [choice, choose] = useState<"leave" | "delete">("leave");
  const { sourceGroupName: name } = props.mapping;
  return (
    <ConfirmAction
      opened
      onClose={props.onClose}
      title={t.title(name)}
      confirmLabel={choice === "delete" ? t.confirmDelete : t.confirmLeave}
      isHarmless={choice === "leave"}
      onConfirm={async () => {
        await unlinkPushGroup(props.appId, props.mapping, { deleteTargetGroup: choice === "delete" });
        await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
        notifyDone(t.done(name));
      }}
    >
      <Radio.Group
        aria-label={t.title(name)}
        value={choice}
        onChange={(value) => choose(value === "delete" ? "delete" : "leave")}
      >
        <Stack gap="sm">
          <Radio value="leave" label={t.leave} description={t.leaveDetail} />
          <Radio value="delete" label={t.delete} description={t.deleteDetail} />
        </Stack>
      </Radio.Group>
    </ConfirmAction>
  );
}
