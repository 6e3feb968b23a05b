/** Sentences about the engine: plans and runs, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const engineSentences: Sentences = {
  "The app failed.": "De toepassing faalde.",
  "The app failed {1} different people or groups in a row.":
    "De toepassing faalde bij {1} verschillende personen of groepen achter elkaar.",
  "{1} of the last {2} runs failed.": "{1} van de laatste {2} runs zijn mislukt.",
  "Must be visible ASCII characters without spaces": "Moet uit zichtbare ASCII-tekens zonder spaties bestaan",
  "Must name each character once, so that none is likelier than another":
    "Moet elk teken één keer noemen, zodat er geen waarschijnlijker is dan een ander",
  "Must have at least {1} characters": "Moet minstens {1} tekens hebben",
  "Whether an earlier request created the group whose id was never learnt.":
    "Of een eerder verzoek de groep heeft gemaakt waarvan de id nooit bekend werd.",
  "Whether the app has a group of this name already.": "Of de toepassing al een groep met deze naam heeft.",
  "What the group holds before it is changed.": "Wat de groep bevat voor zij wordt gewijzigd.",
  "What the linked group is called.": "Hoe de gekoppelde groep heet.",
  'The app already has a group named "{1}". Group names should be unique, otherwise the groups are not linked: rename one of the two, or choose to link this group to the existing one.':
    'De toepassing heeft al een groep met de naam "{1}". Namen van groepen moeten uniek zijn, anders worden de groepen niet gekoppeld: hernoem een van de twee, of kies om deze groep aan de bestaande te koppelen.',
  "The app has no group of this name.": "De toepassing heeft geen groep met deze naam.",
  "The group was unlinked with the choice to delete it in the app.":
    "De groep is ontkoppeld met de keuze om haar in de toepassing te verwijderen.",
  "The app holds {1} groups of this name ({2}). None is taken by guess: give them different names in the app.":
    "De toepassing heeft {1} groepen met deze naam ({2}). Er wordt er geen op een gok genomen: geef ze verschillende namen in de toepassing.",
  "the password of the account is not changed": "het wachtwoord van het account wordt niet gewijzigd",
  "the account is not switched off": "het account wordt niet uitgeschakeld",
  "The person is protected: {1} without the approval of an administrator.":
    "De persoon is beschermd: {1} zonder goedkeuring van een beheerder.",
  "The answer to the look-up is not a SCIM list.": "Het antwoord op de zoekvraag is geen SCIM-lijst.",
  'The look-up of {1} "{2}" was answered with others: the target seems to ignore filters.':
    'De zoekvraag naar {1} "{2}" werd met andere beantwoord: het doel lijkt filters te negeren.',
  "The group gains {1} and loses {2} members.": "De groep krijgt {1} leden en verliest er {2}.",
  "Who is in the group of the app is not known: it is set to {1} members.":
    "Wie er in de groep van de toepassing zit, is niet bekend: zij wordt op {1} leden gezet.",
  "The name in the app is not known.": "De naam in de toepassing is niet bekend.",
  'In the app the group is still called "{1}".': 'In de toepassing heet de groep nog "{1}".',
  "No account of this user name exists in the app.": "Er is geen account met deze gebruikersnaam in de toepassing.",
  "The person no longer has the app, which knows no inactive accounts.":
    "De persoon heeft de toepassing niet meer, en die kent geen inactieve accounts.",
  "The person no longer has the app.": "De persoon heeft de toepassing niet meer.",
  "Mapped attributes differ in the app: {1}.": "Attributen met een mapping verschillen in de toepassing: {1}.",
  "A new password waits to be delivered.": "Een nieuw wachtwoord wacht op bezorging.",
  "Whether the person has an account in the app already.": "Of de persoon al een account in de toepassing heeft.",
  "What the account holds before it is changed.": "Wat het account bevat voor het wordt gewijzigd.",
  "What the account holds before it is switched off.": "Wat het account bevat voor het wordt uitgeschakeld.",
  "Whether an earlier request created an account whose id was never learnt.":
    "Of een eerder verzoek een account heeft gemaakt waarvan de id nooit bekend werd.",
  'The account stays active in the app, since "Deactivate Users" is off. Switch it on under Provisioning, To App, or deactivate the account in the app by hand.':
    'Het account blijft actief in de toepassing, omdat "Deactivate Users" uitstaat. Zet het aan onder Provisioning, To App, of deactiveer het account zelf in de toepassing.',
  'No account "{1}" was found in the app, and "Create Users" is off. Switch it on under Provisioning, To App, or create the account in the app by hand.':
    'Er is geen account "{1}" in de toepassing gevonden, en "Create Users" staat uit. Zet het aan onder Provisioning, To App, of maak het account zelf aan in de toepassing.',
  'The account "{1}" is inactive in the app, and both "Create Users" and "Deactivate Users" are off. Switch one on under Provisioning, To App, or activate the account in the app by hand.':
    'Het account "{1}" is inactief in de toepassing, en "Create Users" en "Deactivate Users" staan beide uit. Zet er een aan onder Provisioning, To App, of activeer het account zelf in de toepassing.',
  'The app creates no account without {1}, and "{2}" has no value for it. Fill it in the person\'s profile, or map it under Provisioning, To App.':
    'De toepassing maakt geen account zonder {1}, en "{2}" heeft er geen waarde voor. Vul het in het profiel van de persoon in, of geef het een mapping onder Provisioning, To App.',
  'The account of "{1}" that the directory had is gone from the app, and accounts that are gone are created again by approval only.':
    'Het account van "{1}" dat de directory had, is weg uit de toepassing, en verdwenen accounts worden alleen na goedkeuring opnieuw gemaakt.',
  "An account may have been created for the person {1} without an answer, and the app does not show by which id it could be known again. Look for it in the app, and deactivate it there by hand.":
    "Misschien is er zonder antwoord een account voor de persoon {1} gemaakt, en de toepassing toont niet aan welke id het te herkennen is. Zoek het in de toepassing en deactiveer het daar zelf.",
  "The app holds {1} accounts that match ({2}). None is taken by guess: merge them in the app, or import and choose one.":
    "De toepassing heeft {1} accounts die overeenkomen ({2}). Er wordt er geen op een gok genomen: voeg ze samen in de toepassing, of importeer en kies er een.",
  "The group keeps changing in the app.": "De groep blijft veranderen in de toepassing.",
  "The group has more members in the app than fit into an answer that is read, and a PUT would have to carry them all. If the app knows PATCH, set the switch group of its connection to PATCH.":
    "De groep heeft in de toepassing meer leden dan in een antwoord passen dat wordt gelezen, en een PUT zou ze alle moeten bevatten. Kent de toepassing PATCH, zet dan de schakelaar group van haar verbinding op PATCH.",
  "The app said that it created the group, but returned no id.":
    "De toepassing zei de groep te hebben gemaakt, maar gaf geen id terug.",
  "What the pushed group is like in the app.": "Hoe de gepushte groep er in de toepassing uitziet.",
  "The answer is empty.": "Het antwoord is leeg.",
  "A page that is not SCIM answered with {1}; check the base URL. {2}":
    "Een pagina die geen SCIM is, antwoordde met {1}; controleer het basisadres. {2}",
  "The app lists more than {1} entries and cannot be asked for one: choose a filter for the connection.":
    "De toepassing heeft meer dan {1} vermeldingen en kan niet naar één worden gevraagd: kies een filter voor de verbinding.",
  "Whether the group is missing, or one of its members.": "Of de groep ontbreekt, of een van haar leden.",
  "Who is in the group after all.": "Wie er nu echt in de groep zit.",
  "Which members the lost request reached.": "Welke leden het verloren verzoek bereikte.",
  "Whether the last request was carried out.": "Of het laatste verzoek is uitgevoerd.",
  "Whether an earlier request created the group: it would bear this id.":
    "Of een eerder verzoek de groep heeft gemaakt: zij zou deze id dragen.",
  "The answer cannot be read.": "Het antwoord kan niet worden gelezen.",
  "Whether an earlier request created the account: it would bear this id.":
    "Of een eerder verzoek het account heeft gemaakt: het zou deze id dragen.",
  "The account that was found in the list.": "Het account dat in de lijst is gevonden.",
  "The group is too large for one answer: it is read in two.":
    "De groep is te groot voor één antwoord: zij wordt in tweeën gelezen.",
  "The account keeps changing in the app.": "Het account blijft veranderen in de toepassing.",
  "The app said that it created the account, but returned no id, and the account cannot be found.":
    "De toepassing zei het account te hebben gemaakt, maar gaf geen id terug, en het account is niet te vinden.",
  'The app no longer has the group that "{1}" is pushed to ({2}), but another one named "{3}" ({4}): it was deleted and made again there, or restored.':
    'De toepassing heeft de groep waarnaar "{1}" wordt gepusht niet meer ({2}), maar wel een andere met de naam "{3}" ({4}): zij is daar verwijderd en opnieuw gemaakt, of teruggezet.',
  'The app no longer has the group that "{1}" is pushed to ({2}), but {3} others of this name.':
    'De toepassing heeft de groep waarnaar "{1}" wordt gepusht niet meer ({2}), maar wel {3} andere met deze naam.',
  'The app no longer has the group that "{1}" is pushed to ({2}): it was deleted there.':
    'De toepassing heeft de groep waarnaar "{1}" wordt gepusht niet meer ({2}): zij is daar verwijderd.',
  "{1} Probes that failed since: {2}.": "{1} Proeven die sindsdien mislukten: {2}.",
};
