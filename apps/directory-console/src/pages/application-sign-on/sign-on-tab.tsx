import type { SignOn, SignOnChange, SignOnPlan } from "@lockstep/directory-app/contract";
import { ErrorNotice, Notice, notifyDone, Section, SectionSkeleton } from "@lockstep/ui";
import { Button, Group, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBulb } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appQuery } from "../../api/apps.ts";
import { planSignOn, saveSignOn, signOnQuery } from "../../api/sign-on.ts";
import { messages } from "../../messages.ts";
import { ExpressionInput } from "../../parts/expression-input.tsx";
import { SignOnPlanDialog } from "./sign-on-plan-dialog.tsx";
import {
  CUSTOM_FORMAT,
  choiceOf,
  EMAIL_TEMPLATE,
  NO_FORMAT,
  readsSuffix,
  USER_NAME_FORMATS,
  withChoice,
} from "./user-name-formats.ts";
import { UserNamePreview } from "./user-name-preview.tsx";

const route = getRouteApi("/signed-in/applications/$appId/sign-on");
const t = messages.signOn;
const DELAY_MS = 350;

/** *Sign On*: the application username format, with what it gives for five people and what a change would do. */
export function SignOnTab(): ReactNode {
  const { appId } = route.useParams();
  const app = useQuery(appQuery(appId));
  const signOn = useQuery(signOnQuery(appId));
  if (signOn.data === undefined) {
    if (!signOn.isError) return <SectionSkeleton lines={6} />;
    return <ErrorNotice title={t.loadFailed} error={signOn.error} onRetry={() => void signOn.refetch()} />;
  }
  const saved = changeOf(signOn.data);
  return <FormatForm key={JSON.stringify(saved)} appId={appId} label={app.data?.label ?? ""} saved={saved} />;
}

function changeOf({ type, template, push, userSuffix }: SignOn): SignOnChange {
  return { type, template, push, userSuffix };
}

function FormatForm(props: { appId: string; label: string; saved: SignOnChange }): ReactNode {
  const { appId, saved } = props;
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(saved);
  const [planned, setPlanned] = useState<SignOnPlan>();
  const [settled] = useDebouncedValue(draft, DELAY_MS);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  const plan = useMutation({ mutationFn: () => planSignOn(appId, draft), onSuccess: setPlanned });
  const save = async (confirmed: SignOnPlan) => {
    const signOn = await saveSignOn(appId, draft, confirmed);
    queryClient.setQueryData(signOnQuery(appId).queryKey, signOn);
    await queryClient.invalidateQueries({ queryKey: ["app", appId] });
    notifyDone(t.saved(props.label));
  };
  return (
    <Stack gap="lg" maw={760}>
      {draft.template !== EMAIL_TEMPLATE && (
        <Notice tone="neutral" icon={<IconBulb size={18} aria-hidden />} title={t.tip}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t.tipDetail}</Text>
            <Button size="xs" variant="default" onClick={() => setDraft(withChoice(draft, EMAIL_TEMPLATE))}>
              {t.chooseEmail}
            </Button>
          </Stack>
        </Notice>
      )}
      <Section title={t.title} description={t.description}>
        <Stack gap="md">
          {plan.isError && <ErrorNotice title={t.failed(props.label)} error={plan.error} />}
          <FormatFields draft={draft} onChange={setDraft} />
          <Group gap="xs">
            <Button disabled={!isChanged} loading={plan.isPending} onClick={() => plan.mutate()}>
              {t.review}
            </Button>
            {isChanged && (
              <Button variant="default" onClick={() => setDraft(saved)}>
                {messages.actions.cancel}
              </Button>
            )}
          </Group>
        </Stack>
      </Section>
      <UserNamePreview appId={appId} format={settled} />
      {planned !== undefined && (
        <SignOnPlanDialog
          plan={planned}
          isCreateOnly={draft.push === "DONT_PUSH"}
          onClose={() => setPlanned(undefined)}
          onConfirm={() => save(planned)}
        />
      )}
    </Stack>
  );
}

function FormatFields(props: { draft: SignOnChange; onChange: (draft: SignOnChange) => void }): ReactNode {
  const { draft, onChange } = props;
  return (
    <>
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
        onChange={(choice) => onChange(withChoice(draft, choice))}
      />
      {draft.type === "CUSTOM" && (
        <ExpressionInput
          label={t.expression}
          description={t.expressionDetail}
          value={draft.template}
          onChange={(template) => onChange({ ...draft, template })}
        />
      )}
      {readsSuffix(draft) && (
        <TextInput
          label={t.suffix}
          description={t.suffixDetail}
          spellCheck={false}
          value={draft.userSuffix ?? ""}
          onChange={({ currentTarget: { value } }) => onChange({ ...draft, userSuffix: value === "" ? null : value })}
        />
      )}
      <Radio.Group
        label={t.updateOn}
        value={draft.push}
        onChange={(value) => onChange({ ...draft, push: value === "PUSH" ? "PUSH" : "DONT_PUSH" })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="PUSH" label={t.createAndUpdate} description={t.createAndUpdateDetail} />
          <Radio value="DONT_PUSH" label={t.createOnly} description={t.createOnlyDetail} />
        </Stack>
      </Radio.Group>
    </>
  );
}
