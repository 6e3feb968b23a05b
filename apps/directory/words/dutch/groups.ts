/** Sentences about groups, group rules and Push Groups, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const groupsSentences: Sentences = {
  "The memberships still changed after {1} rounds: a rule follows from a group that it changes itself.":
    "De lidmaatschappen veranderden na {1} ronden nog: een regel volgt uit een groep die hij zelf wijzigt.",
  "There are {1} rules already; delete one first": "Er zijn al {1} regels; verwijder er eerst een",
  "An active rule cannot be changed: deactivate it first.":
    "Een actieve regel kan niet worden gewijzigd: deactiveer hem eerst.",
  "The rule is active already.": "De regel is al actief.",
  "The rule is invalid: {1} Correct it first.": "De regel is ongeldig: {1} Verbeter hem eerst.",
  "The rule is inactive already.": "De regel is al inactief.",
  "There is no group {1}": "Er is geen groep {1}",
  "The members of group {1} are not managed here": "De leden van groep {1} worden hier niet beheerd",
  "There is no user {1}": "Er is geen gebruiker {1}",
  "An object with this field already exists in the current organization": "Deze waarde is al in gebruik",
  "{1} (position {2})": "{1} (positie {2})",
  'The function "{1}" cannot be used in a group rule.': 'De functie "{1}" kan niet in een groepsregel worden gebruikt.',
  "The condition gives {1} instead of true or false.": "De voorwaarde geeft {1} in plaats van true of false.",
  'The group "{1}" ({2}) was deleted.': 'De groep "{1}" ({2}) is verwijderd.',
  "The group is pushed to {1}. Unlink it there first, then delete it here.":
    "De groep wordt gepusht naar {1}. Ontkoppel haar daar eerst en verwijder haar dan hier.",
  'The group "{1}" is managed by the app that it was imported from.':
    'De groep "{1}" wordt beheerd door de toepassing waaruit zij is geïmporteerd.',
  'The group "{1}" is built in: the directory itself manages it.':
    'De groep "{1}" is ingebouwd: de directory beheert haar zelf.',
  'The push of "{1}" did not fail.': 'De push van "{1}" is niet mislukt.',
  "is being carried out at this moment": "wordt op dit moment uitgevoerd",
  "was not asked for": "is niet gevraagd",
  'The push of "{1}" did not stop at a name that the app has already.':
    'De push van "{1}" bleef niet steken op een naam die de toepassing al heeft.',
  "Give targetGroupId or targetGroupName, not both": "Geef targetGroupId of targetGroupName, niet beide",
  "Must have 1 to 255 characters and not be blank": "Moet 1 tot 255 tekens hebben en mag niet leeg zijn",
  'The group "{1}" is pushed to the app under this name. Choose another one':
    'De groep "{1}" wordt onder deze naam naar de toepassing gepusht. Kies een andere',
  'The group "{1}" is pushed to it already: two would overwrite each other':
    'De groep "{1}" wordt er al naartoe gepusht: twee zouden elkaar overschrijven',
  "The group is still being unlinked from the app. Wait a moment, or solve its task.":
    "De groep wordt nog van de toepassing ontkoppeld. Wacht even, of los haar taak op.",
  "The group is pushed to this app already": "De groep wordt al naar deze toepassing gepusht",
  "The group push is inactive: activate it, which pushes the whole group.":
    "De push van de groep is inactief: activeer hem, dan wordt de hele groep gepusht.",
  "The group push is active: deactivate it first.": "De push van de groep is actief: deactiveer hem eerst.",
  "The app has {1} rules already; delete one first": "De toepassing heeft al {1} regels; verwijder er eerst een",
  "The app has a push rule of this name already": "De toepassing heeft al een pushregel met deze naam",
  "Must be from 0 to {1}": "Moet van 0 tot {1} zijn",
  "Must be a whole number from 0 to {1}": "Moet een geheel getal van 0 tot {1} zijn",
  "Only replace and remove of /priority and /profile/<attribute> are supported":
    "Alleen replace en remove van /priority en /profile/<attribuut> worden ondersteund",
  "Must be group_rule": "Moet group_rule zijn",
  "Must be at most 50 characters long": "Mag hoogstens 50 tekens lang zijn",
  "Groups cannot be excluded; exclude people": "Groepen kunnen niet worden uitgezonderd; zonder personen uit",
  "Must be urn:okta:expression:1.0": "Moet urn:okta:expression:1.0 zijn",
  "Must be at most 4096 characters long": "Mag hoogstens 4096 tekens lang zijn",
  "Name at least one group": "Noem minstens één groep",
  "Name at most {1} groups": "Noem hoogstens {1} groepen",
  "Must be at most 255 characters long": "Mag hoogstens 255 tekens lang zijn",
  "Contains control characters": "Bevat stuurtekens",
  "Must be at most 1024 characters long": "Mag hoogstens 1024 tekens lang zijn",
  "The parameter is required: true or false": "De parameter is verplicht: true of false",
  "Must be ACTIVE, INACTIVE or ERROR": "Moet ACTIVE, INACTIVE of ERROR zijn",
  "At most {1} in one call": "Hoogstens {1} in één aanroep",
  "Say whether the groups in the app are deleted: true or false":
    "Zeg of de groepen in de toepassing worden verwijderd: true of false",
  "Give ids or a filter, one of the two. An empty filter is all push groups of the app":
    "Geef ids of een filter, een van beide. Een leeg filter is alle gepushte groepen van de toepassing",
  'Names a group to link to: use the action "LINK"': 'Noemt een groep om aan te koppelen: gebruik de actie "LINK"',
  "Give name or groupId, one of the two": "Geef name of groupId, een van beide",
  "Give at least one condition": "Geef minstens één voorwaarde",
  "At most {1} conditions": "Hoogstens {1} voorwaarden",
  "The parameter is required: keep (pushed by name from now on), leave (unlinked) or delete (in the app too)":
    "De parameter is verplicht: keep (voortaan op naam gepusht), leave (ontkoppeld) of delete (ook in de toepassing)",
  'The unlinking of "{1}" is being carried out at this moment.':
    'Het ontkoppelen van "{1}" wordt op dit moment uitgevoerd.',
  'The unlinking of "{1}" was not asked for.': 'Het ontkoppelen van "{1}" is niet gevraagd.',
  "Unable to remove pushed group {1} to app {2}": "De gepushte groep {1} kon niet uit {2} worden verwijderd",
};
