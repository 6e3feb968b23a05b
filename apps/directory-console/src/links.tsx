/** Mantine's anchors and buttons as links of the router, and the router's anchor for the shared parts. */

import type { LinkProps } from "@lockstep/ui";
import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink, useRouter } from "@tanstack/react-router";
import type { ReactNode, Ref } from "react";

type AnchorRef = { ref?: Ref<HTMLAnchorElement> };

function MantineAnchor(props: Omit<AnchorProps, "href"> & AnchorRef & { children?: ReactNode }): ReactNode {
  return <Anchor {...props} />;
}

function MantineButton(props: Omit<ButtonProps, "href"> & AnchorRef & { children?: ReactNode }): ReactNode {
  return <Button component="a" {...props} />;
}

/** A text link to a page of this console. */
export const AnchorLink = createLink(MantineAnchor);

/** A button-shaped link to a page of this console. */
export const ButtonLink = createLink(MantineButton);

/** The anchor that shared parts use: plain clicks go through the router, everything else is the browser's. */
export function RouterAnchor({ href, onClick, ...rest }: LinkProps): ReactNode {
  const router = useRouter();
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
        if (event.defaultPrevented || !isPlain) return;
        event.preventDefault();
        router.history.push(href);
      }}
    />
  );
}
