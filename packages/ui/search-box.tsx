import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { uiMessages } from "./messages.ts";

const DELAY_MS = 300;

/** A search field whose settled text goes to the URL; follows the URL when that changes from outside. */
export function SearchBox(props: {
  label: string;
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
}): ReactNode {
  const [text, setText] = useState(props.value ?? "");
  const sent = useRef(props.value ?? "");
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    props.onSearch(next === "" ? undefined : next);
  }, DELAY_MS);
  useEffect(() => {
    if ((props.value ?? "") === sent.current) return;
    sent.current = props.value ?? "";
    setText(props.value ?? "");
  }, [props.value]);
  const change = (next: string) => {
    setText(next);
    send(next.trim());
  };
  return (
    <TextInput
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text === "" ? null : <CloseButton size="sm" aria-label={uiMessages.clearSearch} onClick={() => change("")} />
      }
      styles={{ root: { flex: "1 1 16rem", maxWidth: "26rem" } }}
    />
  );
}
