import { notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { setRestoresIds } from "../../api/account.ts";
import { accountQuery } from "../../api/session.ts";
import { messages } from "../../messages.ts";

const t = messages.schemas;

/** Whether what is created again gets its old id. */
export function RestoredIds(): ReactNode {
  const queryClient = useQueryClient();
  const account = useQuery(accountQuery);
  const change = useMutation({
    mutationFn: setRestoresIds,
    onSuccess: (changed) => {
      queryClient.setQueryData(accountQuery.queryKey, changed);
      notifyDone(changed.settings.restoresIds ? t.restoresOn : t.restoresOff);
    },
    onError: (error) => notifyFailed(t.settingsFailed, error),
  });
  return (
    <Section title={t.restores}>
      <Switch
        label={t.restores}
        description={t.restoresDetail}
        checked={account.data?.settings.restoresIds ?? false}
        disabled={account.data === undefined || change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </Section>
  );
}
