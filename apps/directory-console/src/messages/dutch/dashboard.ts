import type { Translated } from "@lockstep/ui/language";
import type { dashboardMessages as english } from "../dashboard.ts";

const number = (value: number) => value.toLocaleString("nl");
const short = (value: number) => value.toLocaleString("nl", { maximumFractionDigits: 1 });

/** Words of the dashboard, and of the log's query language, views and export, in Dutch. */
export const dashboardMessages: Translated<typeof english> = {
  dashboard: {
    span: "Tijd",
    spans: { "1": "Laatste 24 uur", "7": "Laatste 7 dagen", "30": "Laatste 30 dagen" },
    failed: "De cijfers kunnen niet worden geladen",
    traffic: "Verzoeken aan toepassingen",
    trafficDetail: "Wat er werd verstuurd om iets te wijzigen, en wat daarvan mislukte.",
    requests: "Geslaagd",
    failures: "Mislukt",
    trafficLabel: (requests, failures, span) =>
      `${number(requests)} verzoeken, waarvan ${number(failures)} mislukt. ${span}.`,
    noTraffic: "In deze tijd werd niets verstuurd.",
    changes: "Wijzigingen in de directory",
    changesDetail: "Van personen, groepen en toewijzingen.",
    changesLabel: (count, span) => `${number(count)} wijzigingen. ${span}.`,
    time: "Tijd",
    access: "Van wijziging tot toegang",
    accessDetail: "Van het krijgen van een toepassing tot het hebben van het account daar.",
    median: "De helft binnen",
    p95: "95 van de 100 binnen",
    noAccess: "In deze tijd kreeg niemand een toepassing.",
    accessCount: (count) => (count === 1 ? "1 toewijzing" : `${number(count)} toewijzingen`),
    milliseconds: (value) => `${number(value)} ms`,
    seconds: (value) => `${short(value)} s`,
    minutes: (value) => `${short(value)} min`,
    guide: "Installatiegids",
    guideDetail: (app, done, total) => `${app}: ${done} van ${total} stappen zijn gedaan.`,
    guideGoOn: "Verder met de gids",
    guideStart: "Gids beginnen",
  },
  logTools: {
    filter: "Filterexpressie",
    filterDetail: 'Zoals in Okta: eventType sw "user." and outcome.result eq "FAILURE"',
    useFilter: "Met een expressie filteren",
    hideFilter: "Expressie wegleggen",
    apply: "Toepassen",
    live: "Live",
    liveDetail: "Nieuwe gebeurtenissen verschijnen vanzelf",
    export: "Exporteren",
    exportCsv: "Als CSV",
    exportJsonl: "Als JSON-regels",
    views: "Weergaven",
    viewsNone: "Er is nog geen weergave bewaard.",
    saveView: "Deze zoekopdracht bewaren",
    viewName: "Naam van de weergave",
    viewNameMissing: "Vul een naam in.",
    viewSaved: (name) => `De weergave “${name}” is bewaard`,
    viewFailed: "De weergave is niet bewaard",
    removeView: (name) => `De weergave ${name} vergeten`,
    viewRemoved: (name) => `De weergave “${name}” is vergeten`,
    viewRemoveFailed: "De weergave is niet vergeten",
    close: "Sluiten",
  },
};
