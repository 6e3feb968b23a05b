/** Links of the shared parts. The parts know addresses only; each console brings the anchor of its router. */
import { type AnchorHTMLAttributes, type ComponentType, createContext, type ReactNode, useContext } from "react";

/** What the router's anchor must take. */
export type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

function PlainAnchor({ children, ...rest }: LinkProps): ReactNode {
  return <a {...rest}>{children}</a>;
}

const LinkContext = createContext<ComponentType<LinkProps>>(PlainAnchor);

/** Tells the shared parts which anchor navigates without loading the page anew. */
export const LinkProvider = LinkContext.Provider;

/** An anchor that goes through the console's router. */
export function AppLink(props: LinkProps): ReactNode {
  const Link = useContext(LinkContext);
  return <Link {...props} />;
}
