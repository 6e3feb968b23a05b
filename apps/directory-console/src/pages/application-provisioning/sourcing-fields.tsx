import { Checkbox, Radio, Stack, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { Ticks } from "./matching-fields.tsx";
import type { Sourcing } from "./to-directory-values.ts";

const t = messages.toDirectory;
const DEACTIVATED = ["NOTHING", "DEACTIVATE", "SUSPEND"] as const;

/** *Profile & Lifecycle Sourcing*. */
export function SourcingFields(props: {
  label: string;
  sourcing: Sourcing;
  onChange: (sourcing: Sourcing) => void;
}): ReactNode {
  const { sourcing, onChange } = props;
  return (
    <Stack gap="lg">
      <Switch
        label={t.allowSourcing(props.label)}
        description={t.allowSourcingDetail}
        checked={sourcing.profileSourcing}
        onChange={(event) => onChange({ ...sourcing, profileSourcing: event.currentTarget.checked })}
      />
      <Radio.Group
        label={t.whenDeactivated}
        value={sourcing.whenDeactivated}
        onChange={(value) =>
          onChange({ ...sourcing, whenDeactivated: DEACTIVATED.find((known) => known === value) ?? "NOTHING" })
        }
      >
        <Stack gap={6} mt={6}>
          {DEACTIVATED.map((value) => (
            <Radio key={value} value={value} label={t.deactivated[value]} />
          ))}
        </Stack>
      </Radio.Group>
      <Ticks title={t.whenReactivated}>
        <Checkbox
          label={t.reactivateSuspended}
          checked={sourcing.reactivateSuspended}
          onChange={(event) => onChange({ ...sourcing, reactivateSuspended: event.currentTarget.checked })}
        />
        <Checkbox
          label={t.reactivateDeactivated}
          checked={sourcing.reactivateDeactivated}
          onChange={(event) => onChange({ ...sourcing, reactivateDeactivated: event.currentTarget.checked })}
        />
      </Ticks>
    </Stack>
  );
}
