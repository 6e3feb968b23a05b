import { Checkbox, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { personAttributesQuery } from "../../api/mappings.ts";
import { messages } from "../../messages.ts";
import type { MatchingRules } from "./to-directory-values.ts";

const t = messages.toDirectory;
const BY_NAME = ["USERNAME", "EMAIL"];

/** How imported users are paired with people, and what is confirmed by itself. */
export function MatchingFields(props: { rules: MatchingRules; onChange: (rules: MatchingRules) => void }): ReactNode {
  const { rules, onChange } = props;
  const attributes = useQuery(personAttributesQuery);
  const criteria = [rules.exactMatchCriteria].flat();
  const attribute = criteria.find((criterion) => !BY_NAME.includes(criterion));
  const tick = (name: Exclude<keyof MatchingRules, "exactMatchCriteria">) => ({
    checked: rules[name],
    onChange: (event: { currentTarget: { checked: boolean } }) =>
      onChange({ ...rules, [name]: event.currentTarget.checked }),
  });
  return (
    <Stack gap="lg">
      <div>
        <Checkbox.Group
          label={t.exact}
          description={t.exactDetail}
          value={criteria}
          onChange={(exactMatchCriteria) => onChange({ ...rules, exactMatchCriteria })}
        >
          <Stack gap={8} mt={6}>
            <Checkbox value="USERNAME" label={t.exactUserName} disabled={attribute !== undefined} />
            <Checkbox value="EMAIL" label={t.exactEmail} disabled={attribute !== undefined} />
          </Stack>
        </Checkbox.Group>
        <Checkbox
          mt={8}
          label={t.exactAttribute}
          description={t.exactAttributeDetail}
          checked={attribute !== undefined}
          onChange={(event) =>
            onChange({ ...rules, exactMatchCriteria: event.currentTarget.checked ? ["employeeNumber"] : ["USERNAME"] })
          }
        />
        {attribute !== undefined && (
          <Select
            mt={6}
            ml={30}
            maw={320}
            aria-label={t.attributeChoose}
            searchable
            data={(attributes.data ?? []).map(({ name, title }) => ({ value: name, label: `${title} (${name})` }))}
            value={attribute}
            onChange={(name) => onChange({ ...rules, exactMatchCriteria: [name ?? attribute] })}
          />
        )}
      </div>
      <Checkbox label={t.partial} description={t.partialDetail} {...tick("allowPartialMatch")} />
      <Ticks title={t.confirmMatched}>
        <Checkbox label={t.confirmExact} {...tick("autoConfirmExactMatch")} />
        <Checkbox label={t.confirmPartial} {...tick("autoConfirmPartialMatch")} />
      </Ticks>
      <Ticks title={t.confirmNew}>
        <Checkbox label={t.autoConfirmNew} {...tick("autoConfirmNewUsers")} />
        <Checkbox label={t.autoActivateNew} {...tick("autoActivateNewUsers")} />
      </Ticks>
      <Checkbox label={t.showInactive} {...tick("showInactiveUsers")} />
    </Stack>
  );
}

/** A group of ticks under a heading. */
export function Ticks({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <Stack gap={8} role="group" aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {children}
    </Stack>
  );
}
