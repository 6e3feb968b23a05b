import type { SavedView } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, notifyFailed } from "@lockstep/ui";
import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconBookmark, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { removeView, savedViewsQuery, saveView } from "../../api/records.ts";
import { messages } from "../../messages.ts";

const t = messages.logTools;

/** Searches that one kept: opened again, added to, forgotten. */
export function SavedViews(props: {
  page: SavedView["page"];
  search: Readonly<Record<string, string>>;
  onOpen: (search: Readonly<Record<string, string>>) => void;
}): ReactNode {
  const { page, search, onOpen } = props;
  const queryClient = useQueryClient();
  const views = useQuery(savedViewsQuery(page));
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [isNameMissing, setNameMissing] = useState(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["saved-views"] });
  const save = useMutation({
    mutationFn: (chosen: string) => saveView({ page, name: chosen, search }),
    onSuccess: async (view) => {
      setName("");
      await refresh();
      notifyDone(t.viewSaved(view.name));
    },
  });
  const remove = useMutation({
    mutationFn: (view: SavedView) => removeView(view.id),
    onSuccess: async (_, view) => {
      await refresh();
      notifyDone(t.viewRemoved(view.name));
    },
    onError: (error) => notifyFailed(t.viewRemoveFailed, error),
  });
  return (
    <Popover position="bottom-end" width={300} shadow="md" trapFocus opened={isOpen} onChange={setOpen}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={16} aria-hidden />}
          onClick={() => setOpen((open) => !open)}
        >
          {t.views}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.views}>
        <Stack gap="sm">
          {views.data?.length === 0 && <Text size="sm">{t.viewsNone}</Text>}
          {views.data?.map((view) => (
            <Group key={view.id} justify="space-between" wrap="nowrap" gap="xs">
              <UnstyledButton
                style={{ overflowWrap: "anywhere", minWidth: 0 }}
                onClick={() => {
                  onOpen(view.search);
                  setOpen(false);
                }}
              >
                <Text size="sm" fw={600} c="var(--mantine-color-anchor)">
                  {view.name}
                </Text>
              </UnstyledButton>
              <ActionIcon aria-label={t.removeView(view.name)} onClick={() => remove.mutate(view)}>
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              setNameMissing(name.trim() === "");
              if (name.trim() !== "") save.mutate(name.trim());
            }}
          >
            <Stack gap="xs">
              {save.isError && <ErrorNotice title={t.viewFailed} error={save.error} />}
              <TextInput
                label={t.viewName}
                size="sm"
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                error={isNameMissing && t.viewNameMissing}
              />
              <Button type="submit" size="xs" loading={save.isPending}>
                {t.saveView}
              </Button>
            </Stack>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
