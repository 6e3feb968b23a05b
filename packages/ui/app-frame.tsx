/** The shell of a console: navigation on the left, the account below it, the page in the middle. */
import { AppShell, Box, Burger, Group, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect } from "react";
import { AccountMenu, type AccountMenuProps } from "./account-menu.tsx";
import classes from "./app-frame.module.css";
import { BrandMark } from "./brand-mark.tsx";
import { AppLink } from "./link.tsx";
import { uiMessages } from "./messages.ts";

const t = uiMessages.frame;

/** One place of the console. */
export interface NavItem {
  readonly label: string;
  readonly href: string;
  readonly icon: ReactNode;
  readonly isActive: boolean;
  /** Something waits there; nothing is shown for 0. `countLabel` says what is counted. */
  readonly count?: number | undefined;
  readonly countLabel?: string;
}

/** Places that belong together, with an optional heading. */
export interface NavGroup {
  readonly label?: string;
  readonly items: readonly NavItem[];
}

/** What the frame shows around a page. */
export interface AppFrameProps extends AccountMenuProps {
  /** Which side this is: "Directory" or "Service". */
  readonly product: string;
  /** Line under the product, such as the account's name. */
  readonly place?: string | undefined;
  readonly navigation: readonly NavGroup[];
  /** Changes with the page, closes the menu of small screens. */
  readonly location: string;
  readonly children: ReactNode;
}

/**
 * No banner: dialogs bring headers of their own, and a page has one banner at most. A `header` element takes no other role, so it
 * becomes a `div`; the component passes the property on without declaring it.
 */
const AS_REGION: object = { component: "div" };

/** Frame of every signed-in page. */
export function AppFrame(props: AppFrameProps): ReactNode {
  const [isMenuOpen, menu] = useDisclosure(false);
  const { location } = props;
  const { close } = menu;
  // As wide as the breakpoint `sm`: the menu is an own layer then, before the page or out of the window.
  const isNarrow = useMediaQuery("(max-width: 47.99em)") === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => close(), [location, close]);
  return (
    <AppShell
      navbar={{ width: 236, breakpoint: "sm", collapsed: { mobile: !isMenuOpen } }}
      header={{ height: { base: 54, sm: 0 } }}
      padding={{ base: "md", sm: "xl" }}
      transitionDuration={0}
    >
      <a className={classes.skip} href="#content">
        {t.skip}
      </a>
      <AppShell.Header {...AS_REGION} hiddenFrom="sm" px="md" role="region" aria-label={t.banner}>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Brand product={props.product} place={undefined} />
          <Burger
            opened={isMenuOpen}
            onClick={menu.toggle}
            size="sm"
            aria-label={isMenuOpen ? t.closeMenu : t.openMenu}
            aria-expanded={isMenuOpen}
          />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        className={classes.rail ?? ""}
        p="sm"
        aria-label={t.main}
        inert={isNarrow && !isMenuOpen}
        onKeyDown={({ key }) => key === "Escape" && isMenuOpen && close()}
      >
        <Box visibleFrom="sm" px={6} pt={6} pb={4}>
          <Brand product={props.product} place={props.place} />
        </Box>
        <Box flex={1} style={{ overflowY: "auto" }} mt="xs">
          {props.navigation.map((group) => (
            <NavGroupList key={group.label ?? group.items[0]?.href ?? ""} group={group} />
          ))}
        </Box>
        <AccountMenu user={props.user} links={props.links} onSignOut={props.onSignOut} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: "none" }} inert={isNarrow && isMenuOpen}>
        <div className={classes.content}>{props.children}</div>
      </AppShell.Main>
    </AppShell>
  );
}

function Brand({ product, place }: { product: string; place: string | undefined }): ReactNode {
  return (
    <AppLink href="/" className={classes.brand}>
      <BrandMark />
      <span className={classes.brandName}>
        Lockstep
        <span className={classes.brandPart}>{place === undefined ? product : `${product} · ${place}`}</span>
      </span>
    </AppLink>
  );
}

function NavGroupList({ group }: { group: NavGroup }): ReactNode {
  return (
    <>
      {group.label !== undefined && <div className={classes.groupLabel}>{group.label}</div>}
      <ul className={classes.items} aria-label={group.label}>
        {group.items.map((item) => (
          <li key={item.href}>
            <AppLink
              href={item.href}
              className={classes.item}
              {...(item.isActive ? { "aria-current": "page" as const } : {})}
            >
              {item.icon}
              <span>{item.label}</span>
              {item.count !== undefined && item.count > 0 && (
                <span className={classes.count}>
                  {item.count > 999 ? "999+" : item.count}
                  <VisuallyHidden> {item.countLabel}</VisuallyHidden>
                </span>
              )}
            </AppLink>
          </li>
        ))}
      </ul>
    </>
  );
}
