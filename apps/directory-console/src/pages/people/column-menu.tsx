import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { PEOPLE_COLUMNS } from "../../api/people-search.ts";
import { messages } from "../../messages.ts";
import { columnTitle } from "./people-columns.tsx";

const t = messages.peopleList;

/** Chooses the columns of the people list. */
export function ColumnMenu(props: {
  shown: readonly string[];
  onChange: (keys: readonly string[]) => void;
}): ReactNode {
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {t.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.columnsLabel}>
        <Stack gap="xs">
          {PEOPLE_COLUMNS.map((key) => (
            <Checkbox
              key={key}
              size="sm"
              label={columnTitle(key)}
              checked={props.shown.includes(key)}
              disabled={key === "name"}
              onChange={(event) =>
                props.onChange(
                  event.currentTarget.checked ? [...props.shown, key] : props.shown.filter((shown) => shown !== key),
                )
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
