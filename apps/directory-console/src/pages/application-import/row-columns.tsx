import type { ImportRow } from "@lockstep/directory-app/contract";
import { Address, type Column, StatusBadge, Timestamp, type Tone } from "@lockstep/ui";
import { Group, Select, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PersonPicker } from "../../parts/person-picker.tsx";
import { choose, type Decision } from "./decisions.ts";

const t = messages.importRows;
const TONES: Readonly<Record<ImportRow["match"], Tone>> = {
  EXACT: "good",
  PARTIAL: "warning",
  NONE: "neutral",
  AMBIGUOUS: "bad",
};
const ACTIONS = ["LINK", "NEW", "IGNORE"] as const;

interface Deciding {
  readonly decisionOf: (row: ImportRow) => Decision;
  readonly onDecide: (row: ImportRow, decision: Decision) => void;
}

/** Columns of imported rows; the last holds the choice of rows that wait, or what was confirmed of others. */
export function rowColumns(state: ImportRow["state"], on: Deciding): readonly Column<ImportRow>[] {
  const columns: readonly Column<ImportRow>[] = [
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
    { key: "match", header: t.match, render: (row) => <Match row={row} /> },
  ];
  if (state === "UNCONFIRMED") {
    return [
      ...columns,
      { key: "decision", header: t.decision, width: 340, render: (row) => <Choice row={row} {...on} /> },
    ];
  }
  if (state === "IGNORED") return columns;
  return [
    ...columns,
    {
      key: "confirmed",
      header: t.confirmedAt,
      width: 240,
      render: ({ confirmed }) =>
        confirmed === null ? (
          "–"
        ) : (
          <div>
            <Text size="sm">{t.confirmedAs[confirmed.as]}</Text>
            <Text size="xs" c="dimmed" component="div">
              <Timestamp value={confirmed.at} />
              {confirmed.canUndo ? "" : ` · ${t.cannotUndo}`}
            </Text>
          </div>
        ),
    },
  ];
}

function Match({ row }: { row: ImportRow }): ReactNode {
  return (
    <div>
      <Group gap={8}>
        <StatusBadge tone={TONES[row.match]} label={t.matches[row.match]} hint={t.matchMeanings[row.match]} />
        {row.person !== null && (
          <AnchorLink to="/people/$personId" params={{ personId: row.person.id }} size="xs">
            {row.person.login}
          </AnchorLink>
        )}
      </Group>
      {row.reason !== null && (
        <Text size="xs" c="dimmed" mt={2} maw={340}>
          {row.reason}
        </Text>
      )}
    </div>
  );
}

function Choice({ row, decisionOf, onDecide }: { row: ImportRow } & Deciding): ReactNode {
  const decision = decisionOf(row);
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
          if (action !== undefined) onDecide(row, choose(row, action));
        }}
      />
      {decision.action === "LINK" && decision.personId !== row.person?.id && (
        <PersonPicker
          label={t.personFor(row.displayName)}
          value={decision.personId ?? null}
          onPick={(person) => onDecide(row, { action: "LINK", personId: person.id })}
        />
      )}
      {decision.action === "LINK" && row.person === null && decision.personId === undefined && (
        <Text size="xs" c="dimmed">
          {t.choosePerson}
        </Text>
      )}
    </Group>
  );
}
