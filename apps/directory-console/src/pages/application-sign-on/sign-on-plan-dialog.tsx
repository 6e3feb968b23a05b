import type { SignOnPlan } from "@lockstep/directory-app/contract";
import { Address, ConfirmAction, DataList, Notice } from "@lockstep/ui";
import { List, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const t = messages.signOn.plan;
/** Clashes that are named; the count says how many there are. */
const CLASHES_SHOWN = 5;

/** What a new format would do to the people of the app; confirms exactly this. */
export function SignOnPlanDialog(props: {
  plan: SignOnPlan;
  isCreateOnly: boolean;
  onClose: () => void;
  onConfirm: () => Promise<unknown>;
}): ReactNode {
  const { plan } = props;
  return (
    <ConfirmAction
      opened
      onClose={props.onClose}
      title={t.title}
      confirmLabel={t.save(props.isCreateOnly ? 0 : plan.changed)}
      isHarmless
      onConfirm={props.onConfirm}
    >
      <Stack gap="md">
        <Text fw={650}>{t.changed(plan.changed, plan.people)}</Text>
        {props.isCreateOnly && plan.changed > 0 && <Text size="sm">{t.createOnly}</Text>}
        {plan.clashCount > 0 && (
          <Notice tone="bad" title={t.clashes(plan.clashCount)}>
            <List size="sm">
              {plan.clashes.slice(0, CLASHES_SHOWN).map(({ userName, logins }) => (
                <List.Item key={userName}>{t.clash(userName, logins)}</List.Item>
              ))}
            </List>
            <Text size="sm" mt="xs">
              {t.clashDetail}
            </Text>
          </Notice>
        )}
        {plan.overBudget !== null && (
          <Notice tone="warning" title={t.overBudget}>
            <Text size="sm">{plan.overBudget}</Text>
          </Notice>
        )}
        {plan.empty > 0 && <Notice tone="warning" title={t.empty(plan.empty, plan.emptySamples)} />}
        {plan.samples.length > 0 && (
          <DataList
            label={t.examples}
            rows={plan.samples}
            keyOf={({ login }) => login}
            empty={null}
            columns={[
              { key: "person", header: t.person, render: ({ login }) => <Address value={login} /> },
              { key: "before", header: t.before, render: ({ before }) => <Address value={before} /> },
              { key: "after", header: t.after, render: ({ after }) => <Address value={after} /> },
            ]}
          />
        )}
      </Stack>
    </ConfirmAction>
  );
}
