import type { DirectoryGroup } from "@lockstep/directory-app/contract";
import { Loader, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { groupChoicesQuery } from "../api/groups.ts";
import { messages } from "../messages.ts";

const DELAY_MS = 250;

/** Finds a group by name and hands it over; stays empty for the next one. */
export function GroupPicker(props: {
  label: string;
  exclude: readonly string[];
  isBusy?: boolean;
  value?: string | null;
  onPick: (group: DirectoryGroup) => void;
}): ReactNode {
  const [text, setText] = useState("");
  const [settled] = useDebouncedValue(text, DELAY_MS);
  const groups = useQuery(groupChoicesQuery(settled.trim()));
  const choices = (groups.data?.items ?? []).filter((group) => !props.exclude.includes(group.id));
  return (
    <Select
      aria-label={props.label}
      placeholder={props.label}
      searchable
      data={choices.map((group) => ({ value: group.id, label: group.profile.name }))}
      value={props.value ?? null}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      onChange={(id) => {
        const group = choices.find((choice) => choice.id === id);
        if (group === undefined) return;
        props.onPick(group);
        if (props.value === undefined) setText("");
      }}
      nothingFoundMessage={groups.isFetching ? messages.loading : messages.picker.noGroup}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={props.isBusy === true ? <Loader size={14} /> : undefined}
      disabled={props.isBusy === true}
    />
  );
}
