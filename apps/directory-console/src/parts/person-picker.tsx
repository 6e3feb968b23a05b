import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { Loader, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { peopleChoicesQuery, personName } from "../api/people.ts";
import { messages } from "../messages.ts";

const DELAY_MS = 250;

/** Finds a person by name, e-mail or login. Without `value` it stays empty for the next one. */
export function PersonPicker(props: {
  label: string;
  exclude?: readonly string[];
  isBusy?: boolean;
  value?: string | null;
  isLabelShown?: boolean;
  /** Who stands there before anybody is chosen, with `value`. */
  initial?: DirectoryUser;
  onPick: (person: DirectoryUser) => void;
}): ReactNode {
  const [text, setText] = useState(props.initial === undefined ? "" : personName(props.initial));
  const [settled] = useDebouncedValue(text, DELAY_MS);
  const [chosen, setChosen] = useState(props.initial);
  // The name of the chosen person is no search: opened again, the list offers everybody.
  const isSearch = chosen === undefined || settled !== personName(chosen);
  const people = useQuery(peopleChoicesQuery(isSearch ? settled.trim() : ""));
  const choices = (people.data?.items ?? []).filter((person) => props.exclude?.includes(person.id) !== true);
  const byId = new Map(choices.map((person) => [person.id, person]));
  return (
    <Select
      {...(props.isLabelShown === true ? { label: props.label } : { "aria-label": props.label })}
      placeholder={props.isLabelShown === true ? messages.picker.person : props.label}
      searchable
      data={choices.map((person) => ({ value: person.id, label: personName(person) }))}
      value={props.value ?? null}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {byId.get(option.value)?.profile.login}
          </Text>
        </div>
      )}
      onChange={(id) => {
        const person = id === null ? undefined : byId.get(id);
        if (person === undefined) return;
        if (props.value !== undefined) setChosen(person);
        props.onPick(person);
        if (props.value === undefined) setText("");
      }}
      nothingFoundMessage={people.isFetching ? messages.loading : messages.picker.noPerson}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={props.isBusy === true ? <Loader size={14} /> : undefined}
      disabled={props.isBusy === true}
    />
  );
}
