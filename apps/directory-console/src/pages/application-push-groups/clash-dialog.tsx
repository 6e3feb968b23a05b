import type { GroupPushMapping } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Radio, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { groupQuery, updateGroup } from "../../api/groups.ts";
import { addPushGroup, pushNow, unlinkPushGroup } from "../../api/push-groups.ts";
import { messages } from "../../messages.ts";

const t = messages.clash;

/** The app has a group of this name already: take that one over, or rename ours. Nothing is taken over without this choice. */
export function ClashDialog(props: {
  appId: string;
  label: string;
  mapping: GroupPushMapping;
  onClose: () => void;
}): ReactNode {
  const { appId, mapping } = props;
  const queryClient = useQueryClient();
  const group = useQuery(groupQuery(mapping.sourceGroupId));
  const [choice, choose] = useState<"link" | "rename">("rename");
  const [name, setName] = useState(mapping.sourceGroupName);
  const isSameName = name.trim().toLowerCase() === mapping.sourceGroupName.toLowerCase();
  const link = async () => {
    await unlinkPushGroup(appId, mapping, { deleteTargetGroup: false });
    await addPushGroup(appId, { sourceGroupId: mapping.sourceGroupId, linkToName: mapping.sourceGroupName });
    notifyDone(t.linked(mapping.sourceGroupName));
  };
  const rename = async () => {
    await updateGroup(mapping.sourceGroupId, {
      name: name.trim(),
      description: group.data?.profile.description ?? null,
    });
    await pushNow(appId, mapping.id);
    notifyDone(t.renamed(name.trim()));
  };
  return (
    <ConfirmAction
      opened
      onClose={props.onClose}
      title={t.title(props.label, mapping.sourceGroupName)}
      confirmLabel={choice === "link" ? t.confirmLink : t.confirmRename}
      isHarmless={choice === "rename"}
      isDisabled={choice === "rename" && (name.trim() === "" || isSameName || group.data === undefined)}
      onConfirm={async () => {
        await (choice === "link" ? link() : rename());
        await Promise.all(
          [["app", appId], ["groups"], ["group", mapping.sourceGroupId], ["tasks"], ["overview"]].map((queryKey) =>
            queryClient.invalidateQueries({ queryKey }),
          ),
        );
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t.description}</Text>
        <Radio.Group
          aria-label={t.choice}
          value={choice}
          onChange={(value) => choose(value === "link" ? "link" : "rename")}
        >
          <Stack gap="sm">
            <Radio value="rename" label={t.rename} description={t.renameDetail} />
            <Radio value="link" label={t.link} description={t.linkDetail} />
          </Stack>
        </Radio.Group>
        {choice === "rename" && (
          <TextInput label={t.newName} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        )}
      </Stack>
    </ConfirmAction>
  );
}
