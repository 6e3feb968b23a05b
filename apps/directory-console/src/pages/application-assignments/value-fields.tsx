import type { MappableAttribute, MappingPreview } from "@lockstep/directory-app/contract";
import { Box, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { messages } from "../../messages.ts";
import { textOf } from "./given-values.ts";

const t = messages.assignmentValues;

/** One field for each attribute of the app; an empty one gives no value. Those that nothing fills open on demand. */
export function ValueFields(props: {
  attributes: readonly MappableAttribute[];
  values: ReadonlyMap<string, string>;
  onChange: (values: ReadonlyMap<string, string>) => void;
  /** What would hold without a value of the own, and where it comes from. */
  current?: ReadonlyMap<string, MappingPreview["items"][number]>;
  faults: Readonly<Record<string, string>>;
}): ReactNode {
  const [isAllShown, showAll] = useState(false);
  const isUsed = ({ name, path, isBase }: MappableAttribute) =>
    !isBase || props.values.has(name) || props.current?.has(path) === true || props.current === undefined;
  const shown = isAllShown ? props.attributes : props.attributes.filter(isUsed);
  return (
    <Stack gap="sm">
      {shown.map((attribute) => {
        const item = props.current?.get(attribute.path);
        return (
          <TextInput
            key={attribute.name}
            label={attribute.title}
            {...(attribute.type === "array" ? { description: t.listDetail } : {})}
            placeholder={item === undefined || item.source === "OVERRIDE" ? "" : textOf(item.value)}
            value={props.values.get(attribute.name) ?? ""}
            error={props.faults[attribute.name]}
            onChange={({ currentTarget: { value } }) =>
              props.onChange(new Map([...props.values, [attribute.name, value]]))
            }
            inputContainer={(input) => (
              <Box>
                {input}
                {item !== undefined && (
                  <Text size="xs" c="dimmed" mt={2}>
                    {messages.mappings.sources[item.source]}
                  </Text>
                )}
              </Box>
            )}
          />
        );
      })}
      {shown.length < props.attributes.length && (
        <Group>
          <Button size="xs" variant="default" onClick={() => showAll(true)}>
            {t.showAll(props.attributes.length - shown.length)}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
