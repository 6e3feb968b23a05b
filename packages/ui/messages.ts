/** The words of the shared parts. They are few, so both languages travel together. */
import { language, type Translated } from "./language.ts";

const english = {
  account: { menu: "Account menu:", scheme: "Colour scheme", language: "Language", signOut: "Sign out" },
  schemes: { light: "Light", dark: "Dark", auto: "System" },
  frame: {
    skip: "Skip to content",
    banner: "Product and menu",
    openMenu: "Open the menu",
    closeMenu: "Close the menu",
    main: "Main",
    breadcrumb: "Breadcrumb",
  },
  confirm: { close: "Close without doing it", failed: "It was not done", cancel: "Cancel" },
  copy: {
    copy: "Copy",
    copied: "Copied",
    copyOf: (label: string) => `Copy ${label}`,
    copiedOf: (label: string) => `${label} copied`,
  },
  list: {
    pagesOf: (label: string) => `Pages of ${label}`,
    onThisPage: (count: number) => `${count} on this page`,
    first: "First page",
    next: "Next page",
    range: (range: string, total: string) => `${range} of ${total}`,
    page: (page: number) => `Page ${page}`,
    controls: { first: "First page", previous: "Previous page", next: "Next page", last: "Last page" },
    failed: (label: string) => `${label} could not be loaded`,
    actionsFor: (label: string) => `Actions for selected ${label.toLowerCase()}`,
    selected: (count: number) => `${count} selected`,
    selectAll: "Select all on this page",
    select: (row: string) => `Select ${row}`,
  },
  failure: {
    several: "Correct the following and try again.",
    page: "Something went wrong in this page.",
    reference: "Reference for support:",
    retry: "Try again",
    unreachable: "The server did not answer. It may be stopped, or your connection is down.",
    notJson: "The server sent an answer that is not JSON. Another program may run under this address.",
    unexplained: (status: number) => `The server answered with status ${status} and no explanation.`,
  },
  closeNote: "Close this note",
  clearSearch: "Clear the search",
  loading: "Loading",
} as const;

const dutch: Translated<typeof english> = {
  account: { menu: "Accountmenu:", scheme: "Kleurenschema", language: "Taal", signOut: "Afmelden" },
  schemes: { light: "Licht", dark: "Donker", auto: "Systeem" },
  frame: {
    skip: "Naar de inhoud",
    banner: "Product en menu",
    openMenu: "Menu openen",
    closeMenu: "Menu sluiten",
    main: "Hoofdmenu",
    breadcrumb: "Kruimelpad",
  },
  confirm: { close: "Sluiten zonder het te doen", failed: "Het is niet gedaan", cancel: "Annuleren" },
  copy: {
    copy: "Kopiëren",
    copied: "Gekopieerd",
    copyOf: (label) => `${label} kopiëren`,
    copiedOf: (label) => `${label} gekopieerd`,
  },
  list: {
    pagesOf: (label) => `Pagina's van ${label}`,
    onThisPage: (count) => `${count} op deze pagina`,
    first: "Eerste pagina",
    next: "Volgende pagina",
    range: (range, total) => `${range} van ${total}`,
    page: (page) => `Pagina ${page}`,
    controls: { first: "Eerste pagina", previous: "Vorige pagina", next: "Volgende pagina", last: "Laatste pagina" },
    failed: (label) => `${label}: laden is mislukt`,
    actionsFor: (label) => `Acties voor geselecteerde ${label.toLowerCase()}`,
    selected: (count) => `${count} geselecteerd`,
    selectAll: "Alles op deze pagina selecteren",
    select: (row) => `${row} selecteren`,
  },
  failure: {
    several: "Verbeter het volgende en probeer het opnieuw.",
    page: "Er ging iets mis op deze pagina.",
    reference: "Kenmerk voor de helpdesk:",
    retry: "Opnieuw proberen",
    unreachable: "De server antwoordde niet. Misschien staat hij stil, of is uw verbinding weg.",
    notJson: "De server stuurde een antwoord dat geen JSON is. Misschien draait er een ander programma op dit adres.",
    unexplained: (status) => `De server antwoordde met status ${status}, zonder uitleg.`,
  },
  closeNote: "Deze melding sluiten",
  clearSearch: "Zoekopdracht wissen",
  loading: "Laden",
};

/** The words of the shared parts in the language of the page. */
export const uiMessages: Translated<typeof english> = language === "nl" ? dutch : english;
