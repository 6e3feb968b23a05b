import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";

/** Details of one row beside its list; which row stands in the URL. */
export function DetailDrawer(props: {
  readonly opened: boolean;
  readonly title: ReactNode;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      position="right"
      size="lg"
      closeButtonProps={{ "aria-label": props.closeLabel }}
      styles={{ title: { fontWeight: 650, overflowWrap: "anywhere" } }}
    >
      {props.children}
    </Drawer>
  );
}
