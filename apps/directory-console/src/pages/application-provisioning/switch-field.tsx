import type { TargetSwitchesView } from "@lockstep/directory-app/contract";
import { NumberInput, Select, TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const t = messages.switches;
/** The choice that takes a switch back. */
const BY_DIALECT = " dialect";

/** One switch of the target; empty = as the dialect and the passport say. */
export function SwitchField(props: {
  known: TargetSwitchesView["known"][number];
  value: unknown;
  effective: unknown;
  onChange: (value: unknown) => void;
}): ReactNode {
  const { known, value } = props;
  const common = { label: known.name, description: known.meaning.replaceAll("`", "") };
  const inherited = t.inherited(wordOf(props.effective));
  switch (known.kind.type) {
    case "boolean":
    case "choice": {
      const choices = known.kind.type === "boolean" ? ["true", "false"] : (known.kind.choices as readonly string[]);
      return (
        <Select
          {...common}
          data={[
            { value: BY_DIALECT, label: value === undefined ? inherited : t.byDialect },
            ...choices.map((choice) => ({ value: choice, label: wordOf(choice) })),
          ]}
          value={value === undefined ? BY_DIALECT : String(value)}
          onChange={(choice) =>
            props.onChange(
              choice === null || choice === BY_DIALECT
                ? undefined
                : known.kind.type === "boolean"
                  ? choice === "true"
                  : choice,
            )
          }
        />
      );
    }
    case "integer":
      return (
        <NumberInput
          {...common}
          placeholder={inherited}
          min={Number(known.kind.min)}
          max={Number(known.kind.max)}
          value={typeof value === "number" ? value : ""}
          onChange={(number) => props.onChange(number === "" ? undefined : Number(number))}
        />
      );
    default:
      return (
        <TagsInput
          {...common}
          placeholder={Array.isArray(value) ? "" : inherited}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(paths) => props.onChange(paths.length === 0 ? undefined : paths)}
          clearButtonProps={{ "aria-label": t.clear }}
        />
      );
  }
}

function wordOf(value: unknown): string {
  if (value === true || value === "true") return t.yes;
  if (value === false || value === "false") return t.no;
  if (Array.isArray(value)) return value.length === 0 ? t.none : value.join(", ");
  return String(value);
}
