import type { BulkPush } from "@lockstep/directory-app/contract";
import { ConfirmAction } from "@lockstep/ui";
import { Radio, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { messages } from "../../messages.ts";

const t = messages.unlink;

/** *Unlink pushed group*, of one or of many: the groups in the app are left as they are, or deleted. */
export function UnlinkDialog(props: {
  names: readonly string[];
  onClose: () => void;
  onUnlink: (input: Pick<BulkPush, "action" | "deleteTargetGroup">) => Promise<unknown>;
}): ReactNode {
  const [choice, choose] = useState<"leave" | "delete">("leave");
  const { names } = props;
  return (
    <ConfirmAction
      opened
      onClose={props.onClose}
      title={t.title(names)}
      confirmLabel={choice === "delete" ? t.confirmDelete(names.length) : t.confirmLeave(names.length)}
      isHarmless={choice === "leave"}
      onConfirm={() => props.onUnlink({ action: "UNLINK", deleteTargetGroup: choice === "delete" })}
    >
      <Radio.Group
        aria-label={t.choice}
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
