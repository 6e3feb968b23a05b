import type { ClashChoice, PushGroup } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Loader, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { candidatesQuery, resolveClash } from "../../api/push-groups.ts";
import { messages } from "../../messages.ts";

const t = messages.clash;
const CHOICES = ["RENAME", "LINK", "SKIP"] as const;

/** The app has a group of this name already: take that one over, use another name there, or do not push. Nothing is taken over without this choice. */
export function ClashDialog(props: { appId: string; label: string; push: PushGroup; onClose: () => void }): ReactNode {
  const { appId, push } = props;
  const queryClient = useQueryClient();
  const candidates = useQuery(candidatesQuery(appId, { name: push.targetName }));
  const [choice, choose] = useState<ClashChoice["choice"]>("RENAME");
  const [name, setName] = useState(push.targetName);
  const [targetId, setTargetId] = useState<string>();
  const free = (candidates.data?.items ?? []).filter(({ pushedBy }) => pushedBy === null);
  const chosen = targetId ?? (free.length === 1 ? free[0]?.id : undefined);
  const isSameName = name.trim().toLowerCase() === push.targetName.toLowerCase();
  const isOpen = { RENAME: name.trim() === "" || isSameName, LINK: chosen === undefined, SKIP: false }[choice];
  const decision: Readonly<Record<ClashChoice["choice"], ClashChoice>> = {
    RENAME: { choice: "RENAME", name: name.trim() },
    LINK: { choice: "LINK", ...(chosen === undefined ? {} : { targetGroupId: chosen }) },
    SKIP: { choice: "SKIP" },
  };
  return (
    <ConfirmAction
      opened
      onClose={props.onClose}
      title={t.title(props.label, push.targetName)}
      confirmLabel={t.confirm[choice]}
      isHarmless={choice !== "LINK"}
      isDisabled={isOpen}
      onConfirm={async () => {
        await resolveClash(appId, push.id, decision[choice]);
        await Promise.all(
          [["app", appId], ["tasks"], ["overview"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
        );
        notifyDone(t.done[choice](push.groupName));
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t.description}</Text>
        <Radio.Group
          aria-label={t.choice}
          value={choice}
          onChange={(value) => choose(CHOICES.find((known) => known === value) ?? "RENAME")}
        >
          <Stack gap="sm">
            {CHOICES.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t.choices[value].label}
                description={t.choices[value].detail}
                disabled={value === "LINK" && candidates.data !== undefined && free.length === 0}
              />
            ))}
          </Stack>
        </Radio.Group>
        {choice === "RENAME" && (
          <TextInput label={t.newName} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        )}
        {choice === "LINK" &&
          (candidates.isPending ? (
            <Loader size="sm" />
          ) : (
            <Select
              label={t.which}
              data={free.map(({ id, displayName }) => ({ value: id, label: `${displayName} (${id})` }))}
              value={chosen ?? null}
              onChange={(id) => setTargetId(id ?? undefined)}
            />
          ))}
      </Stack>
    </ConfirmAction>
  );
}
