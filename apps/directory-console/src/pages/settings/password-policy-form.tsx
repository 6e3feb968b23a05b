import { ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Button, Checkbox, Fieldset, Group, NumberInput, SimpleGrid, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type PasswordPolicy, passwordPolicyQuery, savePasswordPolicy } from "../../api/administration.ts";
import { messages } from "../../messages.ts";

const t = messages.settings;
const CLASSES = ["minLowerCase", "minUpperCase", "minNumber", "minSymbol"] as const;

/** What a password must be like, how long it lasts, and when somebody is locked out. */
export function PasswordPolicyForm({ policy, isFixed }: { policy: PasswordPolicy; isFixed: boolean }): ReactNode {
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: valuesOf(policy) });
  const save = useMutation({
    mutationFn: (values: Values) => savePasswordPolicy(policyOf(policy, values)),
    onSuccess: (saved) => {
      queryClient.setQueryData(passwordPolicyQuery.queryKey, saved);
      form.resetDirty();
      notifyDone(t.saved);
    },
  });
  const number = (name: keyof Values, label: string, range: readonly [number, number], description?: string) => (
    <NumberInput
      label={label}
      {...(description === undefined ? {} : { description })}
      min={range[0]}
      max={range[1]}
      allowDecimal={false}
      {...form.getInputProps(name)}
    />
  );
  const box = (name: keyof Values, label: string) => (
    <Checkbox key={name} label={label} {...form.getInputProps(name, { type: "checkbox" })} />
  );
  return (
    <Section title={t.policy} description={t.policyDetail}>
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Fieldset variant="unstyled" disabled={isFixed}>
          <Stack>
            {save.isError && <ErrorNotice title={t.failed} error={save.error} />}
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {number("minLength", t.minLength, [4, 30])}
              {number("historyCount", t.historyCount, [0, 24])}
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="xs">
              {CLASSES.map((name) => box(name, t[name]))}
              {box("excludeUsername", t.excludeUsername)}
              {box("excludeFirstName", t.excludeFirstName)}
              {box("excludeLastName", t.excludeLastName)}
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {number("maxAgeDays", t.maxAgeDays, [0, 999], t.zeroNever)}
              {number("maxAttempts", t.maxAttempts, [0, 100], t.zeroNever)}
              {number("autoUnlockMinutes", t.autoUnlockMinutes, [0, 525_600], t.zeroByHand)}
            </SimpleGrid>
            {!isFixed && (
              <Group>
                <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                  {t.save}
                </Button>
              </Group>
            )}
          </Stack>
        </Fieldset>
      </form>
    </Section>
  );
}

type Values = ReturnType<typeof valuesOf>;

function valuesOf({ settings: { password } }: PasswordPolicy) {
  const { complexity, age, lockout } = password;
  return {
    minLength: complexity.minLength,
    minLowerCase: complexity.minLowerCase > 0,
    minUpperCase: complexity.minUpperCase > 0,
    minNumber: complexity.minNumber > 0,
    minSymbol: complexity.minSymbol > 0,
    excludeUsername: complexity.excludeUsername,
    excludeFirstName: complexity.excludeAttributes.includes("firstName"),
    excludeLastName: complexity.excludeAttributes.includes("lastName"),
    maxAgeDays: age.maxAgeDays,
    historyCount: age.historyCount,
    maxAttempts: lockout.maxAttempts,
    autoUnlockMinutes: lockout.autoUnlockMinutes,
  };
}

function policyOf(policy: PasswordPolicy, values: Values): PasswordPolicy {
  const { age } = policy.settings.password;
  return {
    id: policy.id,
    settings: {
      password: {
        complexity: {
          minLength: values.minLength,
          minLowerCase: Number(values.minLowerCase),
          minUpperCase: Number(values.minUpperCase),
          minNumber: Number(values.minNumber),
          minSymbol: Number(values.minSymbol),
          excludeUsername: values.excludeUsername,
          excludeAttributes: [
            ...(values.excludeFirstName ? ["firstName"] : []),
            ...(values.excludeLastName ? ["lastName"] : []),
          ],
        },
        age: { ...age, maxAgeDays: values.maxAgeDays, historyCount: values.historyCount },
        lockout: { maxAttempts: values.maxAttempts, autoUnlockMinutes: values.autoUnlockMinutes },
      },
    },
  };
}
