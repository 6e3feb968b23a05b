/** The one look of both consoles: a calm blue-green accent over cool greys, dense but not cramped, light and dark. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import { uiMessages } from "./messages.ts";

const TIDE: MantineColorsTuple = [
  "#e8f5f6",
  "#d2e9ec",
  "#a5d3da",
  "#75bcc7",
  "#4fa8b6",
  "#2f93a3",
  "#1a7d8e",
  "#0f6877",
  "#0c5562",
  "#09424c",
];
const SLATE: MantineColorsTuple = [
  "#f6f8fa",
  "#eef1f4",
  "#e3e8ed",
  "#d5dce3",
  "#bac4ce",
  "#8b97a4",
  "#566270",
  "#404b58",
  "#2b343f",
  "#181f27",
];
const NIGHT: MantineColorsTuple = [
  "#d9dfe6",
  "#b8c1cc",
  "#98a4b1",
  "#667381",
  "#3b4653",
  "#2d3742",
  "#232b35",
  "#1b222a",
  "#141a21",
  "#0d1217",
];

/** Mantine theme of the consoles. */
export const consoleTheme = createTheme({
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 6 },
  colors: { tide: TIDE, gray: SLATE, dark: NIGHT },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    '"Inter", ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.84375rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  headings: {
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Anchor: { defaultProps: { underline: "hover" } },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 600 } },
    Button: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "sm" } },
    // The place to type in shares a line with what is chosen also on small screens.
    MultiSelect: { styles: { inputField: { minWidth: "3rem" } } },
    Menu: { defaultProps: { shadow: "md", withInitialFocusPlaceholder: false } },
    // A page has one banner, also while a question stands over a drawer.
    DrawerHeader: { defaultProps: { component: "div" } },
    ModalHeader: { defaultProps: { component: "div" } },
    Modal: {
      defaultProps: { centered: true, radius: "lg", overlayProps: { backgroundOpacity: 0.45, blur: 2 } },
      styles: { title: { fontWeight: 650, fontSize: "var(--mantine-font-size-lg)", overflowWrap: "anywhere" } },
    },
    Paper: { defaultProps: { radius: "lg", withBorder: true } },
    // Whoever has no mouse wants to see what they typed, too.
    PasswordInput: { defaultProps: { visibilityToggleFocusable: true } },
    Pill: { styles: { root: { backgroundColor: "var(--console-pill)" } } },
    Radio: { defaultProps: { size: "sm" } },
    // Seen on a card and on the canvas.
    SegmentedControl: {
      styles: {
        root: { backgroundColor: "var(--console-track)" },
        indicator: { backgroundColor: "var(--console-thumb)" },
      },
    },
    Select: {
      defaultProps: {
        allowDeselect: false,
        checkIconPosition: "right",
        // No key clears a choice, so the button is reached like any other, and as large as one that is hit by a finger.
        clearButtonProps: { "aria-label": uiMessages.clearChoice, "aria-hidden": false, tabIndex: 0, size: "md" },
      },
    },
    Switch: { defaultProps: { size: "md" } },
    Table: { defaultProps: { verticalSpacing: 9, horizontalSpacing: "md" } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, multiline: true, maw: 320 } },
  },
});

/** Variables on top of Mantine's: the canvas behind the cards and texts with enough contrast on it. */
export const consoleVariables: CSSVariablesResolver = (theme) => ({
  // No line of a text holds one word alone.
  variables: { "--console-content-width": "72rem", "--mantine-text-wrap": "pretty" },
  light: {
    "--console-canvas": theme.colors.gray[0] ?? "",
    "--console-rail": "#ffffff",
    "--console-subtle": theme.colors.gray[0] ?? "",
    "--console-hover": theme.colors.gray[1] ?? "",
    "--console-quiet-text": theme.colors.gray[7] ?? "",
    "--console-active": theme.colors.tide?.[0] ?? "",
    "--console-active-text": theme.colors.tide?.[8] ?? "",
    "--console-glow": theme.colors.tide?.[1] ?? "",
    "--console-code": theme.colors.gray[1] ?? "",
    "--console-pill": theme.colors.gray[1] ?? "",
    "--console-track": theme.colors.gray[1] ?? "",
    "--console-thumb": "#ffffff",
    "--mantine-color-placeholder": theme.colors.gray[6] ?? "",
    "--mantine-color-text": theme.colors.gray[9] ?? "",
    "--mantine-color-default-border": theme.colors.gray[3] ?? "",
    "--mantine-color-error": "#b3261e",
    "--tone-good": "#17663a",
    "--tone-good-soft": "#e3f4e9",
    "--tone-busy": "#0c5562",
    "--tone-busy-soft": "#e0f1f4",
    "--tone-warning": "#7a4b00",
    "--tone-warning-soft": "#fdf0d5",
    "--tone-bad": "#a3211a",
    "--tone-bad-soft": "#fdeae8",
    "--tone-neutral": "#404b58",
    "--tone-neutral-soft": "#e9edf1",
  },
  dark: {
    "--console-canvas": theme.colors.dark[8] ?? "",
    "--console-rail": theme.colors.dark[9] ?? "",
    "--console-subtle": theme.colors.dark[8] ?? "",
    "--console-hover": theme.colors.dark[7] ?? "",
    "--console-quiet-text": theme.colors.dark[1] ?? "",
    "--console-active": "#12333a",
    "--console-active-text": theme.colors.tide?.[2] ?? "",
    "--console-glow": "#12333a",
    "--console-code": theme.colors.dark[9] ?? "",
    "--console-pill": theme.colors.dark[4] ?? "",
    "--console-track": theme.colors.dark[6] ?? "",
    "--console-thumb": theme.colors.dark[4] ?? "",
    "--mantine-color-placeholder": theme.colors.dark[2] ?? "",
    "--mantine-color-default-border": theme.colors.dark[5] ?? "",
    "--mantine-color-error": "#ff9b92",
    "--tone-good": "#86d7a6",
    "--tone-good-soft": "#173325",
    "--tone-busy": "#8fd3de",
    "--tone-busy-soft": "#12333a",
    "--tone-warning": "#f2c46d",
    "--tone-warning-soft": "#3a2c11",
    "--tone-bad": "#ff9b92",
    "--tone-bad-soft": "#421c1a",
    "--tone-neutral": "#c2cbd5",
    "--tone-neutral-soft": "#2a333d",
  },
});
