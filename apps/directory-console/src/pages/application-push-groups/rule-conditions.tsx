import type { PushRuleCondition, PushRuleInput } from "@lockstep/directory-app/contract";
import { ActionIcon, Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const t = messages.pushRules;
const OPERATORS = ["STARTS_WITH", "ENDS_WITH", "CONTAINS", "EQUALS"] as const;
type Condition = PushRuleInput["conditions"][number];

/** The conditions of a rule, one in a line. */
export function RuleConditions(props: {
  draft: PushRuleInput;
  onChange: (part: Partial<PushRuleInput>) => void;
}): ReactNode {
  const { conditions, match } = props.draft;
  const replace = (index: number, condition: Condition) =>
    props.onChange({ conditions: conditions.with(index, condition) });
  return (
    <Stack gap="xs">
      {conditions.length > 1 && (
        <Select
          label={t.match}
          w={{ base: "100%", xs: 260 }}
          data={[
            { value: "ALL", label: t.all },
            { value: "ANY", label: t.any },
          ]}
          value={match ?? "ALL"}
          onChange={(value) => props.onChange({ match: value === "ANY" ? "ANY" : "ALL" })}
        />
      )}
      {conditions.map((condition, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
        <Group key={index} gap="xs" align="flex-end" role="group" aria-label={t.condition(index + 1)}>
          <Select
            aria-label={t.attribute}
            w={{ base: "100%", xs: 150 }}
            data={[
              { value: "name", label: t.attributes.name },
              { value: "description", label: t.attributes.description },
            ]}
            value={condition.attribute}
            onChange={(value) =>
              replace(index, { ...condition, attribute: value === "description" ? "description" : "name" })
            }
          />
          <Select
            aria-label={t.operator}
            w={{ base: "100%", xs: 190 }}
            data={OPERATORS.flatMap((operator) => [
              { value: operator, label: t.operators[operator] },
              { value: `NOT ${operator}`, label: t.negated[operator] },
            ])}
            value={`${condition.not === true ? "NOT " : ""}${condition.operator}`}
            onChange={(value) => replace(index, { ...condition, ...operatorOf(value) })}
          />
          <TextInput
            aria-label={t.text}
            placeholder={t.text}
            flex={1}
            miw={140}
            value={condition.value}
            onChange={(event) => replace(index, { ...condition, value: event.currentTarget.value })}
          />
          {conditions.length > 1 && (
            <ActionIcon
              aria-label={t.removeCondition(index + 1)}
              size="lg"
              onClick={() => props.onChange({ conditions: conditions.toSpliced(index, 1) })}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            props.onChange({ conditions: [...conditions, { attribute: "name", operator: "STARTS_WITH", value: "" }] })
          }
        >
          {t.addCondition}
        </Button>
      </Group>
    </Stack>
  );
}

function operatorOf(choice: string | null): Pick<PushRuleCondition, "operator" | "not"> {
  const isNot = choice?.startsWith("NOT ") === true;
  const operator = OPERATORS.find((known) => known === choice?.replace("NOT ", "")) ?? "STARTS_WITH";
  return { operator, not: isNot };
}
