import type { ImportRow } from "@lockstep/directory-app/contract";
import { Address, type Column, StatusBadge, type Tone } from "@lockstep/ui";
import { Group, Select, Text } from "@mantine/core";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PersonPicker } from "../../parts/person-picker.tsx";
import type { Decision } from "./decisions.ts";

const t = messages.importRows;
const TONES: Readonly<Record<ImportRow["match"], Tone>> = {
  EXACT: "good",
  PARTIAL: "warning",
  NONE: "neutral",
  AMBIGUOUS: "bad",
};
const ACTIONS = ["LINK", "NEW", "IGNORE"] as const;

/** Columns of imported rows; the last holds the choice. */
export function rowColumns(on: {
  canDecide: boolean;
  decisionOf: (row: ImportRow) => Decision;
  onDecide: (row: ImportRow, decision: Decision) => void;
}): readonly Column<ImportRow>[] {
  const columns: Column<ImportRow>[] = [
    {
      key: "name",
      header: messages.people.name,
      render: (row) => (
        <div>
          <Text size="sm" fw={600}>
            {row.displayName}
          </Text>
          <Text size="xs" c="dimmed">
            {row.displayName === row.userName ? null : <Address value={row.userName} />}
            {row.active ? "" : ` ${t.inactive}`}
          </Text>
        </div>
      ),
    },
    {
      key: "match",
      header: t.match,
      render: (row) => (
        <Group gap={8}>
          <StatusBadge tone={TONES[row.match]} label={t.matches[row.match]} hint={t.matchMeanings[row.match]} />
          {row.person !== null && (
            <AnchorLink to="/people/$personId" params={{ personId: row.person.id }} size="xs">
              {row.person.login}
            </AnchorLink>
          )}
        </Group>
      ),
    },
  ];
  if (on.canDecide) {
    columns.push({
      key: "decision",
      header: t.decision,
      width: 340,
      render: (row) => {
        const decision = on.decisionOf(row);
        return (
          <Group gap="xs" wrap="wrap">
            <Select
              aria-label={t.decisionFor(row.displayName)}
              size="xs"
              w={140}
              data={ACTIONS.map((value) => ({ value, label: t.actions[value] }))}
              value={decision.action}
              onChange={(value) => {
                const action = ACTIONS.find((known) => known === value);
                if (action === "LINK") {
                  on.onDecide(row, row.person === null ? { action } : { action, personId: row.person.id });
                } else if (action !== undefined) on.onDecide(row, { action });
              }}
            />
            {decision.action === "LINK" && decision.personId !== row.person?.id && (
              <PersonPicker
                label={t.personFor(row.displayName)}
                value={decision.personId ?? null}
                onPick={(person) => on.onDecide(row, { action: "LINK", personId: person.id })}
              />
            )}
            {decision.action === "LINK" && row.person === null && decision.personId === undefined && (
              <Text size="xs" c="dimmed">
                {t.choosePerson}
              </Text>
            )}
          </Group>
        );
      },
    });
  }
  return columns;
}
