import type { PlanProposal, Toggle, UserProvisioningCapabilities } from "@lockstep/directory-app/contract";
import { ConfirmAction, ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Box, Button, Checkbox, Group, Radio, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { progressQuery } from "../../api/apps.ts";
import { resetPasswords, saveToApp, toAppQuery } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";

const t = messages.toApp;

/** The four features and the password options as the form holds them. */
interface ToAppValues {
  readonly createUsers: boolean;
  readonly updateUserAttributes: boolean;
  readonly deactivateUsers: boolean;
  readonly syncPassword: boolean;
  readonly seed: "RANDOM" | "OKTA";
  readonly cycles: boolean;
}
const FEATURES = ["createUsers", "updateUserAttributes", "deactivateUsers", "syncPassword"] as const;
/** What the guide recommends. */
const RECOMMENDED: ToAppValues = {
  createUsers: true,
  updateUserAttributes: true,
  deactivateUsers: true,
  syncPassword: true,
  seed: "RANDOM",
  cycles: true,
};

/** Switches of *To App*; nothing changes before Save, and what a switch would do to people is planned before that. */
export function ToAppForm(props: {
  appId: string;
  label: string;
  saved: UserProvisioningCapabilities;
  isConnected: boolean;
  /** Shows the plan of changed switches; `then` runs once it is applied. */
  onPlan: (proposal: PlanProposal, then?: () => Promise<unknown>) => Promise<unknown>;
}): ReactNode {
  const queryClient = useQueryClient();
  const before = valuesOf(props.saved);
  const [values, setValues] = useState(before);
  const isChanged = JSON.stringify(values) !== JSON.stringify(before);
  const isRecommended = JSON.stringify(values) === JSON.stringify(RECOMMENDED);
  const store = async () => {
    const feature = await saveToApp(props.appId, capabilitiesOf(values));
    queryClient.setQueryData(toAppQuery(props.appId).queryKey, feature);
  };
  const save = useMutation({
    mutationFn: async () => {
      const features = changedFeatures(values, before);
      if (props.isConnected && Object.keys(features).length > 0) {
        const hasOptions = values.seed !== before.seed || values.cycles !== before.cycles;
        return await props.onPlan({ features }, hasOptions ? store : undefined);
      }
      await store();
      await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
      return notifyDone(t.saved(props.label));
    },
  });
  return (
    <Section
      title={t.title}
      description={t.description}
      actions={
        !isRecommended && (
          <Button size="xs" variant="default" onClick={() => setValues(RECOMMENDED)}>
            {t.recommended}
          </Button>
        )
      }
    >
      <Stack gap="lg">
        {save.isError && <ErrorNotice title={t.saveFailed(props.label)} error={save.error} />}
        {FEATURES.map((feature) => (
          <Switch
            key={feature}
            label={t.features[feature].label}
            description={t.features[feature].detail}
            checked={values[feature]}
            onChange={(event) => setValues({ ...values, [feature]: event.currentTarget.checked })}
          />
        ))}
        {values.syncPassword && (
          <Box pl={{ base: 0, xs: 56 }}>
            <PasswordOptions values={values} onChange={setValues} appId={props.appId} label={props.label} />
          </Box>
        )}
        <Group gap="xs">
          <Button
            disabled={!isChanged}
            aria-describedby="to-app-rule"
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {messages.actions.save}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => setValues(before)}>
              {messages.actions.cancel}
            </Button>
          )}
          {props.isConnected && (
            <Text size="xs" c="dimmed" id="to-app-rule">
              {t.planFirst}
            </Text>
          )}
        </Group>
      </Stack>
    </Section>
  );
}

/** The switches that differ from what is saved. */
function changedFeatures(values: ToAppValues, before: ToAppValues): NonNullable<PlanProposal["features"]> {
  return Object.fromEntries(
    FEATURES.filter((feature) => values[feature] !== before[feature]).map((feature) => [feature, values[feature]]),
  );
}

function PasswordOptions(props: {
  values: ToAppValues;
  onChange: (values: ToAppValues) => void;
  appId: string;
  label: string;
}): ReactNode {
  const { values, onChange } = props;
  const progress = useQuery(progressQuery(props.appId));
  const [isAsking, asking] = useDisclosure(false);
  const count = progress.data?.assigned ?? 0;
  return (
    <Stack gap="md">
      <Radio.Group
        label={t.passwordKind}
        value={values.seed}
        onChange={(seed) => onChange({ ...values, seed: seed === "OKTA" ? "OKTA" : "RANDOM" })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="RANDOM" label={t.random} description={t.randomDetail} />
          <Radio value="OKTA" label={t.directoryPassword} description={t.directoryPasswordDetail} />
        </Stack>
      </Radio.Group>
      <Checkbox
        label={t.cycles}
        description={t.cyclesDetail}
        checked={values.cycles}
        disabled={values.seed !== "RANDOM"}
        onChange={(event) => onChange({ ...values, cycles: event.currentTarget.checked })}
      />
      <Group>
        <Button size="xs" variant="default" onClick={asking.open}>
          {t.resetAll(props.label)}
        </Button>
      </Group>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.resetQuestion(count, props.label)}
        consequences={t.resetConsequences}
        confirmLabel={t.resetConfirm(count)}
        onConfirm={async () => {
          const result = await resetPasswords(props.appId);
          notifyDone(t.resetDone(result.count));
        }}
      />
    </Stack>
  );
}

function valuesOf({ create, update }: UserProvisioningCapabilities): ToAppValues {
  const isOn = (toggle: { readonly status: Toggle }) => toggle.status === "ENABLED";
  return {
    createUsers: isOn(create.lifecycleCreate),
    updateUserAttributes: isOn(update.profile),
    deactivateUsers: isOn(update.lifecycleDeactivate),
    syncPassword: isOn(update.password),
    seed: update.password.seed,
    cycles: update.password.change === "CHANGE",
  };
}

function capabilitiesOf(values: ToAppValues): UserProvisioningCapabilities {
  const toggle = (isOn: boolean): { status: Toggle } => ({ status: isOn ? "ENABLED" : "DISABLED" });
  return {
    create: { lifecycleCreate: toggle(values.createUsers) },
    update: {
      profile: toggle(values.updateUserAttributes),
      lifecycleDeactivate: toggle(values.deactivateUsers),
      password: {
        ...toggle(values.syncPassword),
        seed: values.seed,
        change: values.cycles ? "CHANGE" : "KEEP_EXISTING",
      },
    },
  };
}
