import type { PushRule, PushRuleInput, PushRulePreview } from "@lockstep/directory-app/contract";
import { DataList, ErrorNotice, formatNumber, notifyDone, StatusBadge, type Tone } from "@lockstep/ui";
import { Button, Checkbox, Group, Modal, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { pushRulePreviewQuery, savePushRule } from "../../api/push-groups.ts";
import { messages } from "../../messages.ts";
import { RuleConditions } from "./rule-conditions.tsx";

const t = messages.pushRules;
const DELAY_MS = 400;
const TONES: Readonly<Record<PushRulePreview["items"][number]["effect"], Tone>> = {
  BEGIN: "good",
  CLASH: "bad",
  PUSHED: "neutral",
  EXCLUDED: "neutral",
  END: "warning",
};

/** One rule, with what it would do shown while it is written. */
export function RuleDialog(props: { appId: string; rule: PushRule | undefined; onClose: () => void }): ReactNode {
  const { appId, rule } = props;
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<PushRuleInput>(() => inputOf(rule));
  const change = (part: Partial<PushRuleInput>) => setDraft({ ...draft, ...part });
  const isComplete = draft.name.trim() !== "" && draft.conditions.every(({ value }) => value.trim() !== "");
  const save = useMutation({
    mutationFn: () => savePushRule(appId, draft, rule?.id),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      notifyDone(t.saved(saved.name));
      props.onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="xl"
      title={rule === undefined ? t.add : t.edit(rule.name)}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <Stack gap="md">
        {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} />}
        <TextInput
          label={t.name}
          required
          data-autofocus
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <RuleConditions draft={draft} onChange={change} />
        <Checkbox
          label={messages.addPush.now}
          checked={draft.memberships !== "LATER"}
          onChange={(event) => change({ memberships: event.currentTarget.checked ? "NOW" : "LATER" })}
        />
        <Checkbox
          label={t.assign}
          description={rule?.assign === true && draft.assign !== true ? t.assignEnds : t.assignDetail}
          checked={draft.assign === true}
          onChange={(event) => change({ assign: event.currentTarget.checked })}
        />
        <Select
          label={t.whenUnmatched}
          data={(["KEEP", "UNLINK", "DELETE"] as const).map((value) => ({ value, label: t.unmatched[value] }))}
          value={draft.whenUnmatched ?? "KEEP"}
          onChange={(value) => change({ whenUnmatched: value === "UNLINK" || value === "DELETE" ? value : "KEEP" })}
        />
        {rule === undefined && (
          <Radio.Group
            label={t.begin}
            value={draft.status ?? "ACTIVE"}
            onChange={(value) => change({ status: value === "INACTIVE" ? "INACTIVE" : "ACTIVE" })}
          >
            <Stack gap={6} mt={6}>
              <Radio value="ACTIVE" label={t.beginNow} />
              <Radio value="INACTIVE" label={t.beginLater} />
            </Stack>
          </Radio.Group>
        )}
        <RulePreview appId={appId} draft={draft} ruleId={rule?.id} isComplete={isComplete} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {messages.actions.cancel}
          </Button>
          <Button disabled={!isComplete} loading={save.isPending} onClick={() => save.mutate()}>
            {rule === undefined ? t.create : messages.actions.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function inputOf(rule: PushRule | undefined): PushRuleInput {
  if (rule === undefined) {
    return {
      name: "",
      match: "ALL",
      conditions: [{ attribute: "name", operator: "STARTS_WITH", value: "" }],
      memberships: "NOW",
      whenUnmatched: "KEEP",
      assign: false,
      status: "ACTIVE",
    };
  }
  const { name, match, conditions, memberships, whenUnmatched, assign } = rule;
  return { name, match, conditions, memberships, whenUnmatched, assign };
}

function RulePreview(props: {
  appId: string;
  draft: PushRuleInput;
  ruleId: string | undefined;
  isComplete: boolean;
}): ReactNode {
  // A rule without a name can be previewed: what matters are its conditions.
  const named = { ...props.draft, name: props.draft.name.trim() === "" ? t.unnamed : props.draft.name };
  const [settled] = useDebouncedValue(named, DELAY_MS);
  const isReady = settled.conditions.every(({ value }) => value.trim() !== "");
  const preview = useQuery({ ...pushRulePreviewQuery(props.appId, settled, props.ruleId), enabled: isReady });
  if (!isReady) {
    return (
      <Text size="sm" c="dimmed">
        {t.previewHint}
      </Text>
    );
  }
  if (preview.isError) return <ErrorNotice title={t.previewFailed} error={preview.error} />;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600} role="status">
        {preview.data === undefined ? messages.loading : t.previewWords(preview.data.counts)}
      </Text>
      {preview.data !== undefined && settled.assign === true && (
        <Text size="sm">{t.previewAssigns(preview.data.counts.peopleAssigned)}</Text>
      )}
      <DataList
        label={t.previewList}
        rows={preview.data?.items}
        keyOf={({ groupId }) => groupId}
        columns={[
          { key: "name", header: messages.groups.name, render: ({ groupName }) => groupName },
          { key: "members", header: t.members, width: 110, render: ({ members }) => formatNumber(members) },
          {
            key: "effect",
            header: t.effect,
            render: ({ effect }) => <StatusBadge tone={TONES[effect]} label={t.effects[effect]} />,
          },
        ]}
        empty={<Text size="sm">{t.nothingMatches}</Text>}
      />
    </Stack>
  );
}
