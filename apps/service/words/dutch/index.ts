/** Finished sentences of the service and of the packages that it uses, in Dutch (ADR 50). */
import type { TranslationCatalogue } from "@lockstep/ports";
import { DUTCH_ADDRESSES } from "@lockstep/scim-client";
import { consoleSentences } from "./console.ts";
import { definitionsSentences } from "./definitions.ts";
import { protocolSentences } from "./protocol.ts";

export const dutchSentences: TranslationCatalogue = {
  sentences: {
    ...DUTCH_ADDRESSES,
    ...consoleSentences,
    ...protocolSentences,
    ...definitionsSentences,
  },
  words: {
    user: "gebruiker",
    group: "groep",
    organisation: "administratie",
    credential: "toegangsgegevens",
    "API key": "API-sleutel",
    session: "sessie",
    "resource type": "resourcetype",
    "The definition": "De definitie",
    deactivated: "gedeactiveerd",
    deleted: "verwijderd",
    "base URL": "basisadres",
  },
};
