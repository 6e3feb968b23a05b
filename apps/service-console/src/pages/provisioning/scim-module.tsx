import type { Account } from "@lockstep/service-app/contract";
import { ConfirmAction, ErrorNotice, notifyDone, Section, StatusBadge } from "@lockstep/ui";
import { Anchor, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { setScimModule } from "../../api/account.ts";
import { accountQuery, meQuery } from "../../api/session.ts";
import { messages } from "../../messages.ts";

const t = messages.provisioning;

/** The SCIM module's switch; switching off asks first and says what follows. */
export function ScimModule({ account, canChange }: { account: Account; canChange: boolean }): ReactNode {
  const queryClient = useQueryClient();
  const [isAsking, asking] = useDisclosure(false);
  const isOn = account.modules.scim;
  const change = useMutation({
    mutationFn: setScimModule,
    onSuccess: async (changed) => {
      queryClient.setQueryData(accountQuery.queryKey, changed);
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      notifyDone(changed.modules.scim ? t.enabled : t.disabled);
    },
  });
  return (
    <Section
      title={t.module}
      actions={<StatusBadge tone={isOn ? "good" : "warning"} label={isOn ? t.moduleOn : t.moduleOff} />}
    >
      <Stack gap="sm">
        {change.isError && !isAsking && <ErrorNotice title={messages.root.failed} error={change.error} />}
        <Switch
          label={t.switchLabel}
          description={isOn ? t.onDetail : t.offDetail}
          checked={isOn}
          disabled={!canChange || change.isPending}
          onChange={() => (isOn ? asking.open() : change.mutate(true))}
        />
        {!canChange && (
          <Text size="sm" c="dimmed">
            {t.noRight}
          </Text>
        )}
        <Anchor href={account.pricingUrl} size="sm">
          {t.plans}
        </Anchor>
      </Stack>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.disableTitle(account.name)}
        consequences={t.disableConsequences}
        confirmLabel={t.disable}
        onConfirm={() => change.mutateAsync(false)}
      />
    </Section>
  );
}
