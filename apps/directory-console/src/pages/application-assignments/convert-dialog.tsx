import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Radio, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { convertAssignments } from "../../api/assignments.ts";
import { messages } from "../../messages.ts";

const t = messages.convert;

/** *Convert assignments*: of the chosen people, or of everybody. */
export function ConvertDialog(props: {
  appId: string;
  /** Undefined = everybody who has the app. */
  personIds: readonly string[] | undefined;
  onClose: () => void;
}): ReactNode {
  const queryClient = useQueryClient();
  const [to, setTo] = useState<"USER" | "GROUP">("GROUP");
  return (
    <ConfirmAction
      opened
      onClose={props.onClose}
      title={t.title(props.personIds?.length)}
      consequences={t.consequences[to]}
      confirmLabel={t.confirm[to]}
      onConfirm={async () => {
        const { converted, leftOut } = await convertAssignments(props.appId, {
          to,
          ...(props.personIds === undefined ? {} : { personIds: props.personIds }),
        });
        await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
        notifyDone(t.done(converted, leftOut.length));
      }}
    >
      <Radio.Group label={t.to} value={to} onChange={(value) => setTo(value === "USER" ? "USER" : "GROUP")}>
        <Stack gap={6} mt={6}>
          <Radio value="GROUP" label={t.choices.GROUP} />
          <Radio value="USER" label={t.choices.USER} />
        </Stack>
      </Radio.Group>
    </ConfirmAction>
  );
}
