/** Finished sentences of the directory and of the packages that it uses, in Dutch (ADR 50). */
import type { TranslationCatalogue } from "@lockstep/ports";
import { DUTCH_ADDRESSES } from "@lockstep/scim-client";
import { appsSentences } from "./apps.ts";
import { connectionsSentences } from "./connections.ts";
import { engineSentences } from "./engine.ts";
import { eventsSentences } from "./events.ts";
import { expressionsSentences } from "./expressions.ts";
import { groupsSentences } from "./groups.ts";
import { importsSentences } from "./imports.ts";
import { peopleSentences } from "./people.ts";
import { provisioningSentences } from "./provisioning.ts";
import { refusalsSentences } from "./refusals.ts";
import { requestsSentences } from "./requests.ts";
import { switchesSentences } from "./switches.ts";

export const dutchSentences: TranslationCatalogue = {
  sentences: {
    ...DUTCH_ADDRESSES,
    ...peopleSentences,
    ...eventsSentences,
    ...appsSentences,
    ...refusalsSentences,
    ...groupsSentences,
    ...importsSentences,
    ...requestsSentences,
    ...provisioningSentences,
    ...engineSentences,
    ...switchesSentences,
    ...expressionsSentences,
    ...connectionsSentences,
  },
  words: {
    text: "tekst",
    "a number": "een getal",
    "a whole number": "een geheel getal",
    "true or false": "true of false",
    "a list": "een lijst",
    "no value": "geen waarde",
    "a value": "een waarde",
    "something with attributes of its own": "iets met eigen attributen",
    "the number {1}": "het getal {1}",
    "the truth value {1}": "de waarde {1}",
    values: "waarden",
    on: "aan",
    off: "uit",
    nothing: "niets",
    approved: "goedgekeurd",
    rejected: "afgewezen",
    lapsed: "vervallen",
    cancelled: "geannuleerd",
    resolved: "opgelost",
    done: "klaar",
    failed: "mislukt",
    queued: "in de wachtrij",
    running: "bezig",
    users: "gebruikers",
    groups: "groepen",
    "base URL": "basisadres",
    number: "getal",
    "{1} is a string": "{1} is tekst",
  },
};
