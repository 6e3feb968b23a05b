import type { DirectoryApp, UserNameTemplate } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Alert, Button, Group, Radio, Select, Stack, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBulb } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appQuery, updateApp } from "../../api/apps.ts";
import { messages } from "../../messages.ts";
import { CUSTOM_FORMAT, EMAIL_TEMPLATE, NO_FORMAT, USER_NAME_FORMATS } from "./user-name-formats.ts";
import { UserNamePreview } from "./user-name-preview.tsx";

const route = getRouteApi("/signed-in/applications/$appId/sign-on");
const t = messages.signOn;
const DELAY_MS = 350;

/** *Sign On*: the application username format, with what it gives for five people. */
export function SignOnTab(): ReactNode {
  const { appId } = route.useParams();
  const app = useQuery(appQuery(appId));
  if (app.data === undefined) return null;
  return <FormatForm key={JSON.stringify(app.data.credentials.userNameTemplate)} app={app.data} />;
}

function FormatForm({ app }: { app: DirectoryApp }): ReactNode {
  const queryClient = useQueryClient();
  const saved = app.credentials.userNameTemplate;
  const [draft, setDraft] = useState<UserNameTemplate>(saved);
  const [settled] = useDebouncedValue(draft, DELAY_MS);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  const save = useMutation({
    mutationFn: () => updateApp(app, { userNameTemplate: draft }),
    onSuccess: (changed) => {
      queryClient.setQueryData(appQuery(app.id).queryKey, changed);
      notifyDone(t.saved(app.label));
    },
  });
  return (
    <Stack gap="lg" maw={760}>
      {saved.template !== EMAIL_TEMPLATE && (
        <Alert variant="light" icon={<IconBulb size={18} aria-hidden />} title={t.tip}>
          {t.tipDetail}
        </Alert>
      )}
      <Section title={t.title} description={t.description}>
        <Stack gap="md">
          {save.isError && <ErrorNotice title={t.failed(app.label)} error={save.error} />}
          <Select
            label={t.format}
            description={t.formatDetail}
            maxDropdownHeight={420}
            data={[
              ...USER_NAME_FORMATS.map(({ template, label }) => ({ value: template, label })),
              { value: CUSTOM_FORMAT, label: messages.userNameFormats.custom },
              { value: NO_FORMAT, label: messages.userNameFormats.none },
            ]}
            value={choiceOf(draft)}
            onChange={(choice) => setDraft(templateOf(choice, draft))}
          />
          {draft.type === "CUSTOM" && (
            <Textarea
              label={t.expression}
              description={t.expressionDetail}
              autosize
              minRows={2}
              spellCheck={false}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              value={draft.template}
              onChange={(event) => setDraft({ ...draft, template: event.currentTarget.value })}
            />
          )}
          <Radio.Group
            label={t.updateOn}
            value={draft.pushStatus}
            onChange={(value) => setDraft({ ...draft, pushStatus: value === "PUSH" ? "PUSH" : "DONT_PUSH" })}
          >
            <Stack gap={8} mt={6}>
              <Radio value="PUSH" label={t.createAndUpdate} description={t.createAndUpdateDetail} />
              <Radio value="DONT_PUSH" label={t.createOnly} description={t.createOnlyDetail} />
            </Stack>
          </Radio.Group>
          <Group gap="xs">
            <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
              {messages.actions.save}
            </Button>
            {isChanged && (
              <Button variant="default" onClick={() => setDraft(saved)}>
                {messages.actions.cancel}
              </Button>
            )}
          </Group>
        </Stack>
      </Section>
      <UserNamePreview appId={app.id} template={settled} />
    </Stack>
  );
}

function choiceOf(template: UserNameTemplate): string {
  if (template.type === "NONE") return NO_FORMAT;
  const isBuiltIn = USER_NAME_FORMATS.some((format) => format.template === template.template);
  return template.type === "CUSTOM" || !isBuiltIn ? CUSTOM_FORMAT : template.template;
}

function templateOf(choice: string | null, draft: UserNameTemplate): UserNameTemplate {
  if (choice === NO_FORMAT) return { ...draft, template: "", type: "NONE" };
  if (choice === CUSTOM_FORMAT) {
    return { ...draft, type: "CUSTOM", template: draft.type === "CUSTOM" ? draft.template : "user.email" };
  }
  return { ...draft, type: "BUILT_IN", template: choice ?? "" };
}
