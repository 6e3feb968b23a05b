import type { PushRule } from "@lockstep/directory-app/contract";
import {
  ConfirmAction,
  DataList,
  EmptyState,
  formatNumber,
  notifyDone,
  notifyFailed,
  Section,
  StatusBadge,
  Timestamp,
} from "@lockstep/ui";
import { ActionIcon, Button, Group, Menu, Radio, Stack, Text } from "@mantine/core";
import { IconDots, IconFilter } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import {
  deletePushRule,
  endPushExclusion,
  pushExclusionsQuery,
  pushRulesQuery,
  setPushRuleActive,
} from "../../api/push-groups.ts";
import { messages } from "../../messages.ts";

const t = messages.pushRules;

/** The rules by which groups are pushed, and the groups that are excluded from them. */
export function PushRules(props: { appId: string; onEdit: (rule: PushRule) => void }): ReactNode {
  const { appId } = props;
  const queryClient = useQueryClient();
  const rules = useQuery(pushRulesQuery(appId));
  const [removing, remove] = useState<PushRule>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["app", appId] });
  const toggle = useMutation({
    mutationFn: (rule: PushRule) => setPushRuleActive(appId, rule.id, rule.status === "INACTIVE"),
    onSuccess: async (rule) => {
      await refresh();
      notifyDone(t.switched(rule.name, rule.status === "ACTIVE"));
    },
    onError: (error, rule) => notifyFailed(t.switchFailed(rule.name), error),
  });
  return (
    <>
      <DataList
        label={t.title}
        rows={rules.data}
        keyOf={({ id }) => id}
        error={rules.error}
        onRetry={() => void rules.refetch()}
        columns={[
          {
            key: "name",
            header: t.name,
            render: (rule) => (
              <div>
                <Text size="sm" fw={600}>
                  {rule.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {t.words(rule.match, rule.conditions)}
                </Text>
                {rule.assign && (
                  <Text size="xs" c="dimmed">
                    {t.assigns}
                  </Text>
                )}
              </div>
            ),
          },
          {
            key: "status",
            header: messages.people.status,
            width: 120,
            render: ({ status }) => (
              <StatusBadge tone={status === "ACTIVE" ? "good" : "neutral"} label={t.statuses[status]} />
            ),
          },
          { key: "groups", header: t.groups, width: 100, render: ({ groups }) => formatNumber(groups) },
          {
            key: "actions",
            header: messages.assignments.actions,
            isHeaderHidden: true,
            align: "right",
            width: 60,
            render: (rule) => (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon aria-label={messages.assignments.actionsFor(rule.name)}>
                    <IconDots size={16} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => props.onEdit(rule)}>{messages.actions.edit}</Menu.Item>
                  <Menu.Item onClick={() => toggle.mutate(rule)}>
                    {rule.status === "ACTIVE" ? t.deactivate : t.activate}
                  </Menu.Item>
                  <Menu.Item onClick={() => remove(rule)}>{t.delete}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            ),
          },
        ]}
        empty={
          <EmptyState icon={<IconFilter size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      {removing !== undefined && (
        <DeleteRule appId={appId} rule={removing} onClose={() => remove(undefined)} onDone={refresh} />
      )}
    </>
  );
}

function DeleteRule(props: {
  appId: string;
  rule: PushRule;
  onClose: () => void;
  onDone: () => Promise<unknown>;
}): ReactNode {
  const [groups, setGroups] = useState<"keep" | "leave" | "delete">("keep");
  return (
    <ConfirmAction
      opened
      onClose={props.onClose}
      title={t.deleteQuestion(props.rule.name)}
      confirmLabel={t.deleteConfirm(props.rule.groups, groups === "delete")}
      onConfirm={async () => {
        await deletePushRule(props.appId, props.rule.id, groups);
        await props.onDone();
      }}
    >
      <Radio.Group
        label={t.deleteGroups(props.rule.groups)}
        value={groups}
        onChange={(value) => setGroups(value === "leave" || value === "delete" ? value : "keep")}
      >
        <Stack gap={6} mt={6}>
          {(["keep", "leave", "delete"] as const).map((value) => (
            <Radio key={value} value={value} label={t.deleteChoices[value]} />
          ))}
        </Stack>
      </Radio.Group>
    </ConfirmAction>
  );
}

/** Groups that somebody unlinked by hand: rules leave them alone until this ends. */
export function PushExclusions({ appId }: { appId: string }): ReactNode {
  const queryClient = useQueryClient();
  const exclusions = useQuery(pushExclusionsQuery(appId));
  const end = useMutation({
    mutationFn: ({ groupId }: { groupId: string; groupName: string }) => endPushExclusion(appId, groupId),
    onSuccess: async (_, { groupName }) => {
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      notifyDone(t.exclusionEnded(groupName));
    },
    onError: (error, { groupName }) => notifyFailed(t.exclusionFailed(groupName), error),
  });
  if ((exclusions.data ?? []).length === 0) return null;
  return (
    <Section title={t.exclusions} description={t.exclusionsDetail} isFlush>
      <DataList
        label={t.exclusions}
        rows={exclusions.data}
        keyOf={({ groupId }) => groupId}
        columns={[
          { key: "name", header: messages.groups.name, render: ({ groupName }) => groupName },
          { key: "since", header: t.since, render: ({ since }) => <Timestamp value={since} /> },
          {
            key: "actions",
            header: messages.assignments.actions,
            isHeaderHidden: true,
            align: "right",
            render: (exclusion) => (
              <Group justify="flex-end">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t.endExclusionOf(exclusion.groupName)}
                  onClick={() => end.mutate(exclusion)}
                >
                  {t.endExclusion}
                </Button>
              </Group>
            ),
          },
        ]}
        empty={null}
      />
    </Section>
  );
}
