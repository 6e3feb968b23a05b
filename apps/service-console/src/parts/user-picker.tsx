import type { User } from "@lockstep/service-app/contract";
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { usersQuery } from "../api/users.ts";
import { messages } from "../messages.ts";

const DELAY_MS = 250;
const t = messages.userPicker;

/** Finds a user by name or e-mail and hands the chosen one over; the field is empty again afterwards. */
export function UserPicker(props: {
  readonly label: string;
  readonly onPick: (user: User) => void;
  /** Ids of users who are not offered. */
  readonly except?: ReadonlySet<string>;
  readonly isDisabled?: boolean;
}): ReactNode {
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), DELAY_MS);
  const users = useQuery(usersQuery(search === "" ? {} : { q: search }));
  const offered = (users.data?.items ?? []).filter(({ id }) => props.except?.has(id) !== true);
  return (
    <Select
      label={props.label}
      placeholder={t.placeholder}
      data={offered.map(({ id, displayName, email }) => ({ value: id, label: `${displayName} (${email})` }))}
      value={null}
      searchable
      searchValue={text}
      onSearchChange={setText}
      // The server has searched already, also in what the label does not show.
      filter={({ options }) => options}
      nothingFoundMessage={t.nobody}
      disabled={props.isDisabled === true}
      onChange={(id) => {
        const user = offered.find((each) => each.id === id);
        setText("");
        if (user !== undefined) props.onPick(user);
      }}
    />
  );
}
