import { ActionIcon, Group, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { messages } from "../messages.ts";

const t = messages.order;

/** The place of an entry in an order, and the way up and down. The arrow keeps the focus while its entry travels. */
export function OrderButtons(props: {
  name: string;
  /** From 0. */
  place: number;
  count: number;
  onMove: (to: number) => void;
}): ReactNode {
  const { name, place, count } = props;
  const isPast = (to: number) => to < 0 || to >= count;
  const arrow = (to: number) => ({
    // Not `disabled`: the entry that arrives at an end would lose the focus.
    "aria-disabled": isPast(to),
    ...(isPast(to) ? { "data-disabled": true } : {}),
    onClick: ({ currentTarget }: { currentTarget: HTMLButtonElement }) => {
      if (isPast(to)) return;
      flushSync(() => props.onMove(to));
      currentTarget.focus();
    },
  });
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="sm" fw={600} miw={18}>
        {place + 1}
      </Text>
      <ActionIcon aria-label={t.up(name)} {...arrow(place - 1)}>
        <IconArrowUp size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t.down(name)} {...arrow(place + 1)}>
        <IconArrowDown size={15} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

/** A list with one entry at another place. */
export function reordered<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const moved = items[from];
  return moved === undefined ? items : items.toSpliced(from, 1).toSpliced(to, 0, moved);
}
