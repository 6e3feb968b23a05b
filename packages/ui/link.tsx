/** Links of the shared parts, and Mantine's anchors and buttons in the shape that a router makes links of. */
import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { type AnchorHTMLAttributes, createContext, type ReactNode, type Ref, useContext } from "react";

type Navigate = (href: string) => void;
type AnchorRef = { readonly ref?: Ref<HTMLAnchorElement>; readonly children?: ReactNode };

/** Without a console around them the shared parts load pages the browser's way. */
const NavigateContext = createContext<Navigate | undefined>(undefined);

/** Tells the shared parts how to go to an address of the console without loading the page anew. */
export function LinkProvider({ onNavigate, children }: { onNavigate: Navigate; children: ReactNode }): ReactNode {
  return <NavigateContext value={onNavigate}>{children}</NavigateContext>;
}

/** An anchor inside the console: plain clicks go through the router, everything else is the browser's. */
export function AppLink({
  href,
  onClick,
  children,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }): ReactNode {
  const navigate = useContext(NavigateContext);
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
        if (navigate === undefined || event.defaultPrevented || !isPlain) return;
        event.preventDefault();
        navigate(href);
      }}
    >
      {children}
    </a>
  );
}

/** A text link, for a router's `createLink`. */
export function LinkAnchor(props: Omit<AnchorProps, "href"> & AnchorRef): ReactNode {
  return <Anchor {...props} />;
}

/** A button-shaped link, for a router's `createLink`. */
export function LinkButton(props: Omit<ButtonProps, "href"> & AnchorRef): ReactNode {
  return <Button component="a" {...props} />;
}
