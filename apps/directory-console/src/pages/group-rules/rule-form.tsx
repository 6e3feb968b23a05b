import { ErrorNotice, fieldMessages, Section } from "@lockstep/ui";
import { Button, Grid, Group, Pill, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { personName } from "../../api/people.ts";
import { type RuleInput, rulePreviewQuery } from "../../api/rules.ts";
import { messages } from "../../messages.ts";
import { ExpressionInput } from "../../parts/expression-input.tsx";
import { GroupPicker } from "../../parts/group-picker.tsx";
import { PersonPicker } from "../../parts/person-picker.tsx";
import { RulePreviewSection } from "./rule-preview.tsx";

const t = messages.groupRules;
const DELAY_MS = 500;

/** Something that was chosen, with its name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What the form holds. */
export interface RuleValues {
  readonly name: string;
  readonly expression: string;
  readonly groups: readonly Named[];
  readonly excluded: readonly Named[];
}

/** Writes a rule beside a view of whom it takes. */
export function RuleForm(props: {
  initial: RuleValues;
  isFixed: boolean;
  buttons: readonly {
    readonly label: string;
    readonly isMain: boolean;
    readonly save: (input: RuleInput) => Promise<unknown>;
  }[];
}): ReactNode {
  const form = useForm<RuleValues>({
    initialValues: props.initial,
    validate: {
      name: (name) => (name.trim() === "" ? t.missingName : null),
      expression: (expression) => (expression.trim() === "" ? t.missingCondition : null),
      groups: (groups) => (groups.length === 0 ? t.missingGroups : null),
    },
  });
  const { name, expression, groups, excluded } = form.values;
  const [settled] = useDebouncedValue(expression.trim(), DELAY_MS);
  const preview = useQuery(rulePreviewQuery(settled));
  const fault = preview.data?.problems.find(({ position }) => position !== null);
  const save = useMutation({
    mutationFn: (act: (input: RuleInput) => Promise<unknown>) =>
      act({ name: name.trim(), expression: expression.trim(), groups, excluded }),
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <form noValidate onSubmit={(event) => event.preventDefault()}>
          <Stack gap="lg">
            {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} />}
            <Section title={t.rule}>
              <Stack gap="md">
                <TextInput label={t.name} maxLength={50} disabled={props.isFixed} {...form.getInputProps("name")} />
                <ExpressionInput
                  label={t.condition}
                  description={t.conditionDetail}
                  value={expression}
                  onChange={(value) => form.setFieldValue("expression", value)}
                  error={form.errors["expression"] ?? fault?.message}
                  {...(fault === undefined || settled !== expression.trim()
                    ? {}
                    : { fault: { position: fault.position ?? 0 } })}
                />
              </Stack>
            </Section>
            <Section title={t.groups} description={t.groupsDetail}>
              <Chosen
                items={groups}
                labelOf={t.removeGroup}
                error={form.errors["groups"]}
                onRemove={(id) =>
                  form.setFieldValue(
                    "groups",
                    groups.filter((group) => group.id !== id),
                  )
                }
              >
                <GroupPicker
                  label={t.addGroup}
                  exclude={groups.map(({ id }) => id)}
                  isBusy={props.isFixed}
                  onPick={({ id, profile }) => form.setFieldValue("groups", [...groups, { id, name: profile.name }])}
                />
              </Chosen>
            </Section>
            <Section title={t.except} description={t.exceptDetail}>
              <Chosen
                items={excluded}
                labelOf={t.removePerson}
                onRemove={(id) =>
                  form.setFieldValue(
                    "excluded",
                    excluded.filter((person) => person.id !== id),
                  )
                }
              >
                <PersonPicker
                  label={t.addPerson}
                  exclude={excluded.map(({ id }) => id)}
                  isBusy={props.isFixed}
                  onPick={(person) =>
                    form.setFieldValue("excluded", [...excluded, { id: person.id, name: personName(person) }])
                  }
                />
              </Chosen>
            </Section>
            {!props.isFixed && (
              <Group gap="xs">
                {props.buttons.map((button) => (
                  <Button
                    key={button.label}
                    variant={button.isMain ? "filled" : "default"}
                    loading={save.isPending && save.variables === button.save}
                    disabled={save.isPending}
                    onClick={() => {
                      if (!form.validate().hasErrors) save.mutate(button.save);
                    }}
                  >
                    {button.label}
                  </Button>
                ))}
              </Group>
            )}
          </Stack>
        </form>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <RulePreviewSection expression={settled} />
      </Grid.Col>
    </Grid>
  );
}

function Chosen(props: {
  items: readonly Named[];
  labelOf: (name: string) => string;
  onRemove: (id: string) => void;
  error?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <Stack gap="sm">
      {props.children}
      {props.items.length > 0 && (
        <Pill.Group>
          {props.items.map(({ id, name }) => (
            <Pill
              key={id}
              size="md"
              withRemoveButton
              onRemove={() => props.onRemove(id)}
              removeButtonProps={{ "aria-label": props.labelOf(name), "aria-hidden": false, tabIndex: 0 }}
            >
              {name}
            </Pill>
          ))}
        </Pill.Group>
      )}
      {props.error !== undefined && props.error !== null && (
        <div role="alert" style={{ color: "var(--mantine-color-error)", fontSize: "var(--mantine-font-size-xs)" }}>
          {props.error}
        </div>
      )}
    </Stack>
  );
}
