import type { User } from "@lockstep/service-app/contract";
import { ConfirmAction, ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Stack, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { setActive, userQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";

const t = messages.user;

/** The active switch; switching off asks first and says what follows. */
export function UserAccess({ user, canChange }: { user: User; canChange: boolean }): ReactNode {
  const queryClient = useQueryClient();
  const [isAsking, asking] = useDisclosure(false);
  const change = useMutation({
    mutationFn: (active: boolean) => setActive(user.id, active),
    onSuccess: (changed) => {
      queryClient.setQueryData(userQuery(user.id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ["users"] });
      notifyDone(changed.active ? t.activated(changed.displayName) : t.deactivated(changed.displayName));
    },
  });
  return (
    <Section title={t.access}>
      <Stack gap="sm">
        {change.isError && !isAsking && <ErrorNotice title={t.changeFailed(user.displayName)} error={change.error} />}
        <Switch
          label={t.activeSwitch}
          description={t.activeDetail}
          checked={user.active}
          disabled={!canChange || change.isPending}
          onChange={() => (user.active ? asking.open() : change.mutate(true))}
        />
      </Stack>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.deactivateTitle(user.displayName)}
        consequences={t.deactivateConsequences}
        confirmLabel={t.deactivate}
        onConfirm={() => change.mutateAsync(false)}
      />
    </Section>
  );
}
