/** What each measured trait of a target is for, in Dutch; the English is `TRAIT_USES` itself. */
import type { TraitPath } from "@lockstep/scim-client";
import type { traitWords as english } from "./traits.ts";

const NEVER_SENT = "Andere clients dan de directory schrijven zo; haar eigen verzoeken nooit.";
const OFFERED = "Zegt welk attribuut onder lookupAttribute te kiezen is; het plan gebruikt het gekozene.";
const LATENCY =
  "Wachttijden en tempo volgen wat de toepassing antwoordt, niet hoe lang dat duurde: een traag antwoord is geen weigering.";
const RENAME = "Een hernoeming wordt verstuurd in de vorm die werkt.";
const REMOVAL = "Leden worden weggehaald in de vorm die werkt.";
const READ_FIRST = "Een run leest wat hij wijzigt vlak ervoor, en kijkt opnieuw als een wijziging werd geweigerd.";

const HOW: Readonly<Record<TraitPath, string>> = {
  "user.put": "Een profiel gaat alleen met PUT waar PUT werkt.",
  "user.patch.path": "Wijzigingen gaan als PATCH met paden waar die werken.",
  "user.patch.pathless": "Wijzigingen van status en wachtwoord gaan als PATCH zonder pad waar dat werkt.",
  "user.patch.valuePath": "Paden bevatten alleen filters waar die werken.",
  "user.patch.upperCaseOp": NEVER_SENT,
  "user.patch.stringBoolean": `${NEVER_SENT} Voor een toepassing die niets anders neemt, is er de schakelaar booleans.`,
  "user.inactiveListed": "Afwezigheid wordt account voor account nagegaan, wat een lijst ook weglaat.",
  "user.inactiveFound":
    "Voor een account wordt gemaakt, wordt naar zijn naam gevraagd, en na een weigering wordt opnieuw gekeken.",
  "user.filterIgnoresCase": "Waar filters letterlijk zijn, wordt een bezette naam in de hele lijst gezocht.",
  "user.uniqueIgnoresCase": "De directory geeft zelf geen twee personen namen die alleen in hoofdletters verschillen.",
  "user.delete": "Accounts worden uitgeschakeld, en alleen verwijderd waar de schakelaar deactivation dat zegt.",
  "user.nameFreeAfterDelete": "Een naam die nog bezet is, blijkt uit de botsing die zij veroorzaakt.",
  "conflict.status": "Na een weigering met deze status wordt opnieuw gekeken, en gekoppeld wat er dan wordt gevonden.",
  "conflict.scimType": "Na een weigering van de soort uniqueness wordt opnieuw gekeken, welke status zij ook heeft.",
  "conflict.accepted":
    "Waar dubbele namen worden aangenomen, staat geen status voor een botsing; voor elk nieuw account wordt eerst gekeken.",
  "group.put": "Een groep wordt alleen vervangen waar PUT werkt.",
  "group.renamePath": RENAME,
  "group.renamePathless": RENAME,
  "group.addMembers": "Leden komen alleen met PATCH erbij waar dat werkt.",
  "group.removeByFilter": REMOVAL,
  "group.removeByValue": REMOVAL,
  "group.replaceMembers": "Alle leden worden alleen in één keer gezet waar dat werkt.",
  "group.membersReturned": "Waar leden niet worden teruggegeven, telt wat de directory zelf heeft onthouden.",
  "group.chunkAccepted": "Een verzoek bevat niet meer leden dan werden aangenomen.",
  "group.chunkRefused": "Zonder weigering blijft het eigen aantal van het dialect als dat groter is.",
  "filters.userName":
    "Zonder het filter waarmee personen worden opgezocht, worden alle gebruikers opgehaald en vergeleken.",
  "filters.externalId": OFFERED,
  "filters.emails.value": OFFERED,
  "filters.id": "Accounts waarvan de id bekend is, worden met die id gelezen.",
  "filters.userName and active": "De directory vraagt met één voorwaarde tegelijk.",
  "filters.Group displayName":
    "Een gekoppelde groep wordt met haar id gelezen; voor er een wordt gemaakt, wordt naar de naam gevraagd, en het antwoord vergeleken.",
  "filters.Group externalId":
    "Groepen worden op naam gevonden: weinig toepassingen bewaren de externe id van een groep.",
  "paging.pageSizeMax": "Pagina's zijn zo groot als de toepassing ze maakt.",
  "paging.pageSizeAsked": "Waar geen grens werd gevonden, zijn pagina's zo groot als werd gevraagd.",
  "paging.totalIsTrue": "Een lijst die eindigt voor een totaal dat bleek te kloppen, is twijfelachtig.",
  "paging.startIndexWorks":
    "Een pagina die rijen herhaalt of er geen brengt, maakt een lijst twijfelachtig, wat er ook is gemeten.",
  "paging.cursor": "Lijsten worden met een cursor doorlopen waar dat werkt en de toepassing niets anders vraagt.",
  "versions.etagSent": READ_FIRST,
  "versions.ifMatch": READ_FIRST,
  retryAfter: "Een toepassing die datums noemt, wordt op de datum gehoorzaamd, in elk dialect.",
  "latency.requests": LATENCY,
  "latency.p50Ms": LATENCY,
  "latency.p90Ms": LATENCY,
  "latency.p99Ms": LATENCY,
  "latency.maxMs": LATENCY,
};

export const traitWords: typeof english = { how: (path) => HOW[path] };
