import type { ImportHook } from "@lockstep/directory-app/contract";
import {
  CodeBlock,
  ConfirmAction,
  CopyField,
  ErrorNotice,
  Notice,
  notifyDone,
  Section,
  SectionSkeleton,
} from "@lockstep/ui";
import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import {
  importHookQuery,
  removeImportHook,
  renewHookSecret,
  saveImportHook,
  testImportHook,
} from "../../api/inbound.ts";
import { messages } from "../../messages.ts";

const t = messages.importHook;

/** *Inline hook*: a program of your own that is asked about each imported account. */
export function ImportHookSection({ appId }: { appId: string }): ReactNode {
  const hook = useQuery(importHookQuery(appId));
  // Here, and not in the form: that begins anew when the hook is made, which is when its secret is shown.
  const [secret, setSecret] = useState<string>();
  if (hook.data === undefined) {
    if (!hook.isError) return <SectionSkeleton lines={3} />;
    return <ErrorNotice title={t.loadFailed} error={hook.error} onRetry={() => void hook.refetch()} />;
  }
  return <HookForm key={hook.data?.url ?? ""} appId={appId} saved={hook.data} secret={secret} onSecret={setSecret} />;
}

function HookForm(props: {
  appId: string;
  saved: ImportHook | null;
  /** Made on this page; nothing else ever shows it. */
  secret: string | undefined;
  onSecret: (secret: string | undefined) => void;
}): ReactNode {
  const { appId, saved, secret } = props;
  const queryClient = useQueryClient();
  const [url, setUrl] = useState(saved?.url ?? "");
  const [isEnabled, setEnabled] = useState(saved?.enabled ?? true);
  const [isRemoving, removing] = useDisclosure(false);
  const keep = (hook: ImportHook | null) => {
    queryClient.setQueryData(importHookQuery(appId).queryKey, hook);
    if (hook === null) props.onSecret(undefined);
    else if (typeof hook.secret === "string") props.onSecret(hook.secret);
  };
  const save = useMutation({
    mutationFn: () => saveImportHook(appId, { url: url.trim(), enabled: isEnabled }),
    onSuccess: (hook) => {
      keep(hook);
      notifyDone(t.saved);
    },
  });
  const renew = useMutation({ mutationFn: () => renewHookSecret(appId), onSuccess: keep });
  const test = useMutation({ mutationFn: () => testImportHook(appId, url.trim()) });
  const isChanged = url.trim() !== (saved?.url ?? "") || (saved !== null && isEnabled !== saved.enabled);
  const failure = save.error ?? renew.error ?? test.error;
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="md">
        {failure !== null && <ErrorNotice title={t.failed} error={failure} />}
        <TextInput
          label={t.url}
          description={t.urlDetail}
          type="url"
          spellCheck={false}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Checkbox label={t.enabled} checked={isEnabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
        {secret !== undefined && (
          <Notice tone="good" title={t.secret} role="status">
            <CopyField label={t.secretLabel} value={secret} />
          </Notice>
        )}
        <Group gap="xs">
          <Button disabled={!isChanged || url.trim() === ""} loading={save.isPending} onClick={() => save.mutate()}>
            {messages.actions.save}
          </Button>
          <Button variant="default" disabled={url.trim() === ""} loading={test.isPending} onClick={() => test.mutate()}>
            {t.test}
          </Button>
          {saved !== null && (
            <>
              <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
                {t.renew}
              </Button>
              <Button variant="default" onClick={removing.open}>
                {t.remove}
              </Button>
            </>
          )}
        </Group>
        {test.data !== undefined && (
          <Stack gap="xs" role="status">
            <Notice
              tone={test.data.ok ? "good" : "bad"}
              title={test.data.ok ? t.works(test.data.milliseconds) : (test.data.problem ?? t.failed)}
            />
            <Text size="sm">{t.question}</Text>
            <CodeBlock label={t.question} text={JSON.stringify(test.data.request, null, 2)} />
            <Text size="sm">{t.answer(test.data.status)}</Text>
            <CodeBlock label={t.answer(test.data.status)} text={JSON.stringify(test.data.response, null, 2)} />
          </Stack>
        )}
      </Stack>
      <ConfirmAction
        opened={isRemoving}
        onClose={removing.close}
        title={t.removeQuestion}
        consequences={t.removeConsequences}
        confirmLabel={t.removeConfirm}
        onConfirm={async () => {
          await removeImportHook(appId);
          keep(null);
        }}
      />
    </Section>
  );
}
