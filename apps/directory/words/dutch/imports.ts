/** Sentences about imports and what became of accounts, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const importsSentences: Sentences = {
  "The attribute is mapped twice": "Het attribuut heeft twee mappings",
  "The login comes from the user name format of imported people (To Directory, General)":
    "De login komt uit de vorm van de gebruikersnaam van geïmporteerde personen (To Directory, General)",
  "Not an attribute of people: add it to the profile schema first":
    "Geen attribuut van personen: voeg het eerst aan het profielschema toe",
  "accounts of {1}": "accounts van {1}",
  "accounts of all apps": "accounts van alle toepassingen",
  "{1} of {2} {3} ({4} %) would be taken away; the safeguard allows {5} %.":
    "{1} van {2} {3} ({4} %) zouden worden weggenomen; de beveiliging staat {5} % toe.",
  "There is no hook that is switched on: give the address to be tried":
    "Er staat geen hook aan: geef het adres dat moet worden geprobeerd",
  "Must be {1}": "Moet {1} zijn",
  "Must be APPEARED: rows that the run before did not have":
    "Moet APPEARED zijn: rijen die de vorige keer er niet waren",
  "Name at least one row": "Noem minstens één rij",
  "At most {1} rows can be confirmed at once": "Er kunnen hoogstens {1} rijen tegelijk worden bevestigd",
  "Must be EXACT, PARTIAL or NONE: ambiguous accounts are confirmed one by one":
    "Moet EXACT, PARTIAL of NONE zijn: onduidelijke accounts worden een voor een bevestigd",
  "At most {1} rows can be undone at once": "Er kunnen hoogstens {1} rijen tegelijk ongedaan worden gemaakt",
  "Groups are only looked at anyway: import them without a preview":
    "Groepen worden toch alleen bekeken: importeer ze zonder voorbeeld",
  "An import of this app has not ended yet: wait for it, approve it when it is held, or cancel it.":
    "Een import van deze toepassing is nog niet klaar: wacht erop, keur hem goed als hij wordt tegengehouden, of annuleer hem.",
  "Send the file as text/csv.": "Stuur het bestand als text/csv.",
  "The file must be UTF-8, not {1}. Save it as UTF-8 and try again.":
    "Het bestand moet UTF-8 zijn, niet {1}. Sla het op als UTF-8 en probeer het opnieuw.",
  "The hook gave no usable answer ({1}), so {2}.": "De hook gaf geen bruikbaar antwoord ({1}), dus {2}.",
  "it was done as without it": "is het gedaan alsof er geen hook was",
  "its last one counts": "telt zijn laatste",
  "it gives {1}, which is no attribute of people": "hij geeft {1}, dat geen attribuut van personen is",
  "it gives {1} a value that it cannot have: {2}": "hij geeft {1} een waarde die het niet kan hebben: {2}",
  "it gives {1} of the app's user a value that is neither text nor number nor a list":
    "hij geeft {1} van de gebruiker van de toepassing een waarde die geen tekst, getal of lijst is",
  "The answer is not a SCIM list.": "Het antwoord is geen SCIM-lijst.",
  "The import ended without a result.": "De import eindigde zonder resultaat.",
  "it was not asked, since it had given no usable answer several times in a row or took too long":
    "hij is niet gevraagd, omdat hij enkele keren achter elkaar geen bruikbaar antwoord gaf of te lang deed",
  "there was no answer within {1} seconds": "er kwam geen antwoord binnen {1} seconden",
  "its answer is larger than {1} KiB": "zijn antwoord is groter dan {1} KiB",
  "it answered with status {1}": "hij antwoordde met status {1}",
  "its answer is not JSON": "zijn antwoord is geen JSON",
  "its answer holds characters that cannot be stored": "zijn antwoord bevat tekens die niet kunnen worden opgeslagen",
  "its answer has another form: {1}: {2}": "zijn antwoord heeft een andere vorm: {1}: {2}",
  "What changed was read from the app's event feed, deletions included.":
    "Wat veranderde, is gelezen uit de event feed van de toepassing, verwijderingen inbegrepen.",
  "There was no complete import to go on from: everything was read.":
    "Er was geen volledige import om op verder te gaan: alles is gelezen.",
  "{1} Everything was read.": "{1} Alles is gelezen.",
  "The app finds nobody by the time of the last change.":
    "De toepassing vindt niemand op het tijdstip van de laatste wijziging.",
  "The app ignores a filter on the time of the last change.":
    "De toepassing negeert een filter op het tijdstip van de laatste wijziging.",
  "The app cannot filter by the time of the last change ({1}).":
    "De toepassing kan niet filteren op het tijdstip van de laatste wijziging ({1}).",
  "The app's list was not read to its end without doubt, and nothing is confirmed by a rule before that.":
    "De lijst van de toepassing is niet zonder twijfel tot het einde gelezen, en daarvoor bevestigt geen regel iets.",
  "The account was cleared while the import ran: the next one finds it again.":
    "Het account is gewist terwijl de import liep: de volgende vindt het weer.",
  "The account was confirmed by hand while the import ran.":
    "Het account is met de hand bevestigd terwijl de import liep.",
  "The account was linked while the import ran.": "Het account is gekoppeld terwijl de import liep.",
  "{1} more cannot be confirmed, {2} in all. Nothing was done.":
    "{1} andere kunnen niet worden bevestigd, {2} in totaal. Er is niets gedaan.",
  "Another person has its {1}, which is to be unique: link the account to that person":
    "Een andere persoon heeft dezelfde waarde van {1}, die uniek moet zijn: koppel het account aan die persoon",
  "The account is named twice": "Het account wordt twee keer genoemd",
  "Another account is linked to the person": "Een ander account is aan de persoon gekoppeld",
  "Another account brings the same {1}, which is to be unique":
    "Een ander account brengt dezelfde waarde van {1}, die uniek moet zijn",
  "No imported account has this id": "Geen geïmporteerd account heeft deze id",
  "The account is confirmed already": "Het account is al bevestigd",
  "The account is ignored": "Het account wordt genegeerd",
  "The hook refuses the account: {1}": "De hook weigert het account: {1!}",
  "It is not certain who is meant": "Het is niet zeker wie bedoeld is",
  "The account is linked already": "Het account is al gekoppeld",
  "No person is given, and none matches": "Er is geen persoon opgegeven, en niemand komt overeen",
  "The person does not exist": "De persoon bestaat niet",
  "The person has another account in the app already": "De persoon heeft al een ander account in de toepassing",
  "Work for the person in the app is under way: try again in a moment":
    "Er loopt werk voor de persoon in de toepassing: probeer het zo opnieuw",
  "The person is deactivated: activate the person first": "De persoon is gedeactiveerd: activeer de persoon eerst",
  "A person with the login {1} exists already: link the account to that person":
    "Er bestaat al een persoon met de login {1}: koppel het account aan die persoon",
  "The import has ended already.": "De import is al geëindigd.",
  "The import is not held: there is nothing to approve.":
    "De import wordt niet tegengehouden: er valt niets goed te keuren.",
  "The import ended before its list was read: nothing is confirmed by a rule before that.":
    "De import eindigde voor zijn lijst was gelezen: daarvoor bevestigt geen regel iets.",
  "A fault of our own stopped this step twice. Nothing of the step was stored, and everything before it was; the program's log names the fault.":
    "Een fout van onszelf stopte deze stap twee keer. Van de stap is niets opgeslagen, van alles ervoor alles; het log van het programma noemt de fout.",
  "Approval is needed for {1}: an import would take away too many accounts":
    "Voor {1} is goedkeuring nodig: een import zou te veel accounts wegnemen",
  "No person can be made of the account. {1}": "Van het account kan geen persoon worden gemaakt. {1}",
  "The app let its cursor expire before the list of {1} was read, {2} times.":
    "De toepassing liet haar cursor {2} keer verlopen voor de lijst van {1} was gelezen.",
  "The app does not tell how many {1} it has, and each walk over its list showed others.":
    "De toepassing vertelt niet hoeveel {1} zij heeft, en elke gang door haar lijst toonde andere.",
  "The app's list shrank from {1} to {2} {3} while it was read.":
    "De lijst van de toepassing kromp van {1} naar {2} {3} terwijl zij werd gelezen.",
  "The app tells that it has {1} {2}, and showed {3} in {4} walks over its list.":
    "De toepassing zegt {1} {2} te hebben, en toonde er {3} in {4} gangen door haar lijst.",
  "The person has another account in the app by now.": "De persoon heeft inmiddels een ander account in de toepassing.",
  "The account is inactive in the app{1}.": "Het account is inactief in de toepassing{1}.",
  "The account is gone from the app{1}{2}.": "Het account is weg uit de toepassing{1}{2}.",
  "work on it is under way, and it finds the account gone by itself":
    "er loopt werk aan, en dat merkt zelf dat het account weg is",
  "the person has the app through a group, so the app's setting for vanished accounts decides what follows":
    "de persoon heeft de toepassing via een groep, dus de instelling voor verdwenen accounts bepaalt wat volgt",
  "The account is active again, but is no exact match of the person any more: reactivate the person by hand.":
    "Het account is weer actief, maar komt niet meer precies met de persoon overeen: activeer de persoon zelf weer.",
  "The account is active again, and so is the person.": "Het account is weer actief, en de persoon ook.",
  "The app's values were taken over.": "De waarden van de toepassing zijn overgenomen.",
  "Changed in the app since it was compared last: {1}.":
    "Gewijzigd in de toepassing sinds de laatste vergelijking: {1}.",
  "The hook asks for a new person.": "De hook vraagt om een nieuwe persoon.",
  "The hook names {1}, which is nobody.": "De hook noemt {1}, en dat is niemand.",
  "{1} people match: {2}{3}.": "{1} personen komen overeen: {2}{3}.",
  "{1} matches, but has another account in the app already.":
    "{1} komt overeen, maar heeft al een ander account in de toepassing.",
  "First and last name are those of {1}; nothing else was equal.":
    "Voor- en achternaam zijn die van {1}; verder was niets gelijk.",
  "{1} (the account has none)": "{1} (het account heeft er geen)",
  "No rule for exact matches is set.": "Er is geen regel voor exacte overeenkomst ingesteld.",
  "Nobody has {1}{2}.": "Niemand heeft {1}{2}.",
  "The person who matches, {1}, is deactivated.": "De persoon die overeenkomt, {1}, is gedeactiveerd.",
  "The login {1}, which the app gives, belongs to another person.":
    "De login {1}, die de toepassing geeft, is van een andere persoon.",
  "The {1} that the app gives belongs to another person, and is to be unique.":
    "De waarde van {1} die de toepassing geeft, is van een andere persoon, en moet uniek zijn.",
  "The app's event feed does not reach back to the last import: everything was read.":
    "De event feed van de toepassing reikt niet terug tot de laatste import: alles is gelezen.",
  "The app has no groups, as its passport says.": "De toepassing heeft geen groepen, zoals haar paspoort zegt.",
  "The app let its cursor expire.": "De toepassing liet haar cursor verlopen.",
  "The groups could not be read: {1}": "De groepen konden niet worden gelezen: {1}",
  "{1} No group was removed.": "{1} Er is geen groep verwijderd.",
  "The account is there, though the list did not show it.": "Het account is er, al toonde de lijst het niet.",
  "The account is inactive in the app.": "Het account is inactief in de toepassing.",
  "The account is ignored.": "Het account wordt genegeerd.",
  "Waits to be confirmed.": "Wacht op bevestiging.",
  "The schedule has no next moment.": "Het schema heeft geen volgend tijdstip.",
  "The schedule cannot be read.": "Het schema kan niet worden gelezen.",
  "The account has no userName in the app: give it one there.":
    "Het account heeft geen userName in de toepassing: geef het er daar een.",
  "The account holds characters that cannot be stored, or is nested too deeply: correct it in the app.":
    "Het account bevat tekens die niet kunnen worden opgeslagen, of is te diep genest: verbeter het in de toepassing.",
  "No imported account has this id.": "Geen geïmporteerd account heeft deze id.",
  "The account is not confirmed.": "Het account is niet bevestigd.",
  "What was there before is not known any more: unassign the app instead.":
    "Wat er eerst was, is niet meer bekend: trek in plaats daarvan de toewijzing van de toepassing in.",
  "The account is not linked to the person any more.": "Het account is niet meer aan de persoon gekoppeld.",
  "Work for the person in the app is under way: try again in a moment.":
    "Er loopt werk voor de persoon in de toepassing: probeer het zo opnieuw.",
  "The account waits again. The person that was made of it has been changed or used since, and stays.":
    "Het account wacht weer. De persoon die ervan is gemaakt, is sindsdien gewijzigd of gebruikt, en blijft.",
  "the person is deactivated": "de persoon is gedeactiveerd",
  "the person is suspended": "de persoon is geschorst",
  "the person is {1} and cannot be deactivated": "de persoon is {1} en kan niet worden gedeactiveerd",
  "the person is {1} and cannot be suspended": "de persoon is {1} en kan niet worden geschorst",
  "the person is protected and was not deactivated: do it by hand if it is meant":
    "de persoon is beschermd en is niet gedeactiveerd: doe het zelf als het de bedoeling is",
  "the person is protected and was not suspended: do it by hand if it is meant":
    "de persoon is beschermd en is niet geschorst: doe het zelf als het de bedoeling is",
  "{1} decides about the person, since it comes first among the sources":
    "{1} beslist over de persoon, omdat die het eerst komt onder de bronnen",
  "{1} people match: {2} and {3} more.": "{1} personen komen overeen: {2} en {3} andere.",
  "Nobody has {1}, and nobody the same first and last name.":
    "Niemand heeft {1}, en niemand dezelfde voor- en achternaam.",
  "Nobody has {1} and {2}, and nobody the same first and last name.":
    "Niemand heeft {1} en {2}, en niemand dezelfde voor- en achternaam.",
  "Nobody has {1} and {2}.": "Niemand heeft {1} en {2}.",
  "1 group was left out: it has no name, or an id that cannot be kept.":
    "1 groep is weggelaten: zij heeft geen naam, of een id die niet kan worden bewaard.",
  "{1} groups were left out: they have no name, or an id that cannot be kept.":
    "{1} groepen zijn weggelaten: zij hebben geen naam, of een id die niet kan worden bewaard.",
  "The account's id is longer than {1} characters: shorten it in the app.":
    "De id van het account is langer dan {1} tekens: maak haar korter in de toepassing.",
  "The account's userName is longer than {1} characters: shorten it in the app.":
    "De userName van het account is langer dan {1} tekens: maak haar korter in de toepassing.",
};
