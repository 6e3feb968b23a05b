import type { DirectoryGroup, NewPushGroup, PushCandidates } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone } from "@lockstep/ui";
import { Button, Checkbox, Group, Loader, Modal, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { addPushGroup, candidatesQuery } from "../../api/push-groups.ts";
import { messages } from "../../messages.ts";
import { GroupPicker } from "../../parts/group-picker.tsx";

const t = messages.addPush;

/** *Find groups by name*: one group, what the app has of that name, and whether to create or to link. */
export function AddPushDialog({ appId, onClose }: { appId: string; onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const [group, setGroup] = useState<DirectoryGroup>();
  const [round, setRound] = useState(0);
  const add = useMutation({
    mutationFn: ({ input }: { input: NewPushGroup; isLast: boolean }) => addPushGroup(appId, input),
    onSuccess: async (push, { isLast }) => {
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      notifyDone(messages.pushGroups.added(push.groupName));
      setGroup(undefined);
      setRound(round + 1);
      if (isLast) onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={messages.pushGroups.find}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <Stack gap="md">
        <GroupPicker
          key={round}
          label={t.group}
          exclude={[]}
          value={group?.id ?? null}
          onPick={(picked) => {
            add.reset();
            setGroup(picked);
          }}
        />
        {add.isError && (
          <ErrorNotice title={messages.pushGroups.addFailed(group?.profile.name ?? "")} error={add.error} />
        )}
        {group !== undefined && (
          <PushForm
            key={group.id}
            appId={appId}
            group={group}
            isSaving={add.isPending}
            onSave={(input, isLast) => add.mutate({ input, isLast })}
          />
        )}
      </Stack>
    </Modal>
  );
}

function PushForm(props: {
  appId: string;
  group: DirectoryGroup;
  isSaving: boolean;
  onSave: (input: NewPushGroup, isLast: boolean) => void;
}): ReactNode {
  const { group } = props;
  const candidates = useQuery(candidatesQuery(props.appId, { groupId: group.id }));
  const free = (candidates.data?.items ?? []).filter(({ pushedBy }) => pushedBy === null);
  const [action, setAction] = useState<"CREATE" | "LINK">("CREATE");
  const [targetId, setTargetId] = useState<string>();
  const [name, setName] = useState(group.profile.name);
  const [isNow, setNow] = useState(true);
  const [isAssigned, setAssigned] = useState(false);
  const target = targetId ?? free[0]?.id;
  const input: NewPushGroup = {
    groupId: group.id,
    action,
    memberships: isNow ? "NOW" : "LATER",
    ...(action === "LINK" && target !== undefined ? { targetGroupId: target } : {}),
    ...(action === "CREATE" && name.trim() !== group.profile.name ? { targetName: name.trim() } : {}),
    ...(isAssigned ? { assign: true } : {}),
  };
  const isIncomplete = action === "LINK" ? target === undefined : name.trim() === "";
  return (
    <>
      <MatchResult isLoading={candidates.isPending} error={candidates.error} candidates={candidates.data} />
      <Radio.Group
        label={t.action}
        value={action}
        onChange={(value) => setAction(value === "LINK" ? "LINK" : "CREATE")}
      >
        <Stack gap={8} mt={6}>
          <Radio value="CREATE" label={t.create} description={t.createDetail} />
          <Radio value="LINK" label={t.link} description={t.linkDetail} disabled={free.length === 0} />
        </Stack>
      </Radio.Group>
      {action === "CREATE" ? (
        <TextInput label={t.name} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      ) : (
        <Select
          label={t.target}
          data={free.map(({ id, displayName }) => ({ value: id, label: `${displayName} (${id})` }))}
          value={target ?? null}
          onChange={(id) => setTargetId(id ?? undefined)}
        />
      )}
      <Checkbox label={t.now} checked={isNow} onChange={(event) => setNow(event.currentTarget.checked)} />
      <Checkbox
        label={t.assign}
        description={t.assignDetail}
        checked={isAssigned}
        onChange={(event) => setAssigned(event.currentTarget.checked)}
      />
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          disabled={isIncomplete}
          loading={props.isSaving}
          onClick={() => props.onSave(input, false)}
        >
          {t.saveAndAnother}
        </Button>
        <Button disabled={isIncomplete} loading={props.isSaving} onClick={() => props.onSave(input, true)}>
          {messages.actions.save}
        </Button>
      </Group>
    </>
  );
}

function MatchResult(props: { isLoading: boolean; error: unknown; candidates: PushCandidates | undefined }): ReactNode {
  if (props.isLoading) {
    return (
      <Group gap="sm" role="status">
        <Loader size="sm" />
        <Text size="sm">{t.asking}</Text>
      </Group>
    );
  }
  if (props.candidates === undefined) return <ErrorNotice title={t.askFailed} error={props.error} />;
  const taken = props.candidates.items.flatMap(({ pushedBy }) => (pushedBy === null ? [] : [pushedBy.groupName]));
  return (
    <Text size="sm" role="status">
      {t.result(props.candidates.name, props.candidates.items.length, taken)}
    </Text>
  );
}
