/** Mantine's anchors and buttons as links of the router. */
import { LinkAnchor, LinkButton } from "@lockstep/ui";
import { createLink } from "@tanstack/react-router";

/** A text link to a page of this console. */
export const AnchorLink = createLink(LinkAnchor);

/** A button-shaped link to a page of this console. */
export const ButtonLink = createLink(LinkButton);
