/** Sentences about the protocol: what clients were told, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const protocolSentences: Sentences = {
  "There are no users here, so /Me names nobody.": "Er zijn hier geen gebruikers, dus /Me noemt niemand.",
  "{1} is not supported here; allowed are {2}.": "{1} wordt hier niet ondersteund; toegestaan zijn {2}.",
  'The credential does not permit this operation: it lacks the right "{1}".':
    'De toegangsgegevens staan dit niet toe: het recht "{1}" ontbreekt.',
  "Bulk is not offered; see /ServiceProviderConfig.": "Bulk wordt niet geboden; zie /ServiceProviderConfig.",
  "No POST of this request has the bulkId {1}.": "Geen POST van dit verzoek heeft de bulkId {1}.",
  "What the bulkId {1} stands for was not created, so it cannot be referred to.":
    "Waar de bulkId {1} voor staat, is niet aangemaakt, dus er kan niet naar worden verwezen.",
  'There is no type "{1}" any more.': 'Er is geen type "{1}" meer.',
  "The resource was not kept, because its references lead in a circle that cannot be closed: {1}":
    "De resource is niet bewaard, omdat haar verwijzingen een kring vormen die niet kan worden gesloten: {1}",
  "The resource was created without some of its references, because they lead in a circle that cannot be closed: {1}":
    "De resource is aangemaakt zonder enkele verwijzingen, omdat die een kring vormen die niet kan worden gesloten: {1}",
  'The path "{1}" must not have a query.': 'Het pad "{1}" mag geen zoekdeel hebben.',
  'There is no SCIM endpoint at "{1}".': 'Er is geen SCIM-endpoint op "{1}".',
  '"{1}" cannot be part of a bulk request: name a resource or its type.':
    '"{1}" kan geen deel van een bulkverzoek zijn: noem een resource of haar type.',
  '"data" is missing; a {1} needs it.': '"data" ontbreekt; een {1} heeft het nodig.',
  '"{1}" is required and refers in a circle to a resource that does not exist yet.':
    '"{1}" is verplicht en verwijst in een kring naar een resource die nog niet bestaat.',
  "The request body must be a JSON object.": "De inhoud van het verzoek moet een JSON-object zijn.",
  "A PUT without an id in its path needs one of {1} in its body.":
    "Een PUT zonder id in het pad heeft een van {1} in de inhoud nodig.",
  'There is no {1} with the given "{2}": PUT never creates.':
    'Er is geen {1} met de gegeven "{2}": PUT maakt nooit aan.',
  'Several resources have the given "{1}": put the id into the path.':
    'Meer resources hebben de gegeven "{1}": zet de id in het pad.',
  "The credential does not permit this operation: it may read no resource type.":
    "De toegangsgegevens staan dit niet toe: zij mogen geen resourcetype lezen.",
  'SCIM version "{1}" is not supported here, only 2.0.': 'SCIM-versie "{1}" wordt hier niet ondersteund, alleen 2.0.',
  "There is no SCIM endpoint at this address.": "Er is geen SCIM-endpoint op dit adres.",
  "The account's credentials or resource types kept changing during the request: try again.":
    "De toegangsgegevens of resourcetypen van het account bleven tijdens het verzoek veranderen: probeer het opnieuw.",
  "The server failed to complete the request. Error id: {1}.":
    "De server kon het verzoek niet afhandelen. Id van de fout: {1}.",
  "The values that the resources are sorted by are too long for a cursor: page by startIndex, or sort by another attribute.":
    "De waarden waarop resources worden gesorteerd, zijn te lang voor een cursor: blader met startIndex, of sorteer op een ander attribuut.",
  'The cursor is not valid: send "nextCursor" of the last page and repeat all other parameters, or begin with an empty cursor.':
    'De cursor is niet geldig: stuur "nextCursor" van de laatste bladzijde en herhaal alle andere parameters, of begin met een lege cursor.',
  "The cursor has expired: ask for the next page within {1} seconds (cursorTimeout), or begin anew.":
    "De cursor is verlopen: vraag de volgende bladzijde binnen {1} seconden (cursorTimeout), of begin opnieuw.",
  '"count" must stay the same on all pages of a query: it was {1}.':
    '"count" moet op alle bladzijden van een zoekvraag gelijk blijven: het was {1}.',
  "There is one ServiceProviderConfig, without an id.": "Er is één ServiceProviderConfig, zonder id.",
  "/{1} cannot be filtered.": "/{1} kan niet worden gefilterd.",
  "There is nothing at /{1}/{2}.": "Er is niets op /{1}/{2}.",
  '"sortOrder" must be "ascending" or "descending".': '"sortOrder" moet "ascending" of "descending" zijn.',
  '"{1}" must be an integer.': '"{1}" moet een geheel getal zijn.',
  "Paging by cursor is not offered here: page by startIndex and count.":
    "Bladeren met een cursor wordt hier niet geboden: blader met startIndex en count.",
  "(at character {1})": "(bij teken {1})",
  "The request body is not valid JSON{1}.": "De inhoud van het verzoek is geen geldige JSON{1}.",
  "The request body is nested deeper than {1} levels.": "De inhoud van het verzoek is dieper genest dan {1} niveaus.",
  'The request body uses the name "__proto__".': 'De inhoud van het verzoek gebruikt de naam "__proto__".',
  "The request body has the name {1} twice in one object.":
    "De inhoud van het verzoek heeft de naam {1} twee keer in één object.",
  "The request body holds a character that is not allowed (U+0000 or half of a pair).":
    "De inhoud van het verzoek bevat een teken dat niet mag (U+0000 of de helft van een paar).",
  "The request body holds a number that is too large.": "De inhoud van het verzoek bevat een getal dat te groot is.",
  "The request body is empty.": "De inhoud van het verzoek is leeg.",
  "The request body must be application/scim+json (or application/json) in UTF-8.":
    "De inhoud van het verzoek moet application/scim+json (of application/json) in UTF-8 zijn.",
  "The request body is larger than {1} bytes.": "De inhoud van het verzoek is groter dan {1} bytes.",
  "The request body is not valid UTF-8.": "De inhoud van het verzoek is geen geldige UTF-8.",
  '{1} "{2}" does not exist.': '{1} "{2}" bestaat niet.',
  'A filter on "{1}" must not stand in a URL: send it by POST to .search.':
    'Een filter op "{1}" mag niet in een URL staan: stuur het met POST naar .search.',
  'A request names at most {1} managers by "managerId".':
    'Een verzoek noemt hoogstens {1} leidinggevenden met "managerId".',
  "The filter has blanks where the grammar has none, or more than one.":
    "Het filter heeft spaties waar de grammatica er geen heeft, of meer dan een.",
  'a "path" is required.': 'een "path" is verplicht.',
  'After the brackets of "{1}" a sub-attribute must follow.': 'Na de haken van "{1}" moet een sub-attribuut volgen.',
  '"{1}" would be emptied: name the members by a filter or a list.':
    '"{1}" zou leeg worden: noem de leden met een filter of een lijst.',
  '"remove" takes no "value": select values of "{1}" by a filter.':
    '"remove" heeft geen "value": kies waarden van "{1}" met een filter.',
  'The value to remove from "{1}" names no part of it: leave it out, or list values.':
    'De waarde die uit "{1}" moet verdwijnen, noemt er geen deel van: laat haar weg, of som waarden op.',
  '"{1}" must not be null; leave it out.': '"{1}" mag niet null zijn; laat het weg.',
  '"{1}" must be one of: {2}.': '"{1}" moet een zijn van: {2}.',
  "{1} is no attribute of any schema here.": "{1} is hier geen attribuut van een schema.",
  "The filter cannot be understood or is not supported.": "Het filter is niet te begrijpen of wordt niet ondersteund.",
  "The query matches more resources than the server returns.":
    "De zoekvraag vindt meer resources dan de server teruggeeft.",
  "A value that must be unique is already in use.": "Een waarde die uniek moet zijn, is al in gebruik.",
  "The attribute cannot be changed.": "Het attribuut kan niet worden gewijzigd.",
  "The request body is not a valid SCIM message.": "De inhoud van het verzoek is geen geldig SCIM-bericht.",
  "The path is not valid.": "Het pad is niet geldig.",
  "The path matches nothing that can be changed.": "Het pad vindt niets dat kan worden gewijzigd.",
  "A required value is missing or a value is not valid.":
    "Een verplichte waarde ontbreekt, of een waarde is niet geldig.",
  "This SCIM protocol version is not supported.": "Deze versie van SCIM wordt niet ondersteund.",
  "The cursor is not valid for this query.": "De cursor is niet geldig voor deze zoekvraag.",
  "The cursor has expired; start again without one.": "De cursor is verlopen; begin opnieuw zonder.",
  "The count is not valid.": "De count is niet geldig.",
  "The request would reveal sensitive values in a URL.": "Het verzoek zou gevoelige waarden in een URL tonen.",
  "Authentication is required.": "Aanmelden is nodig.",
  "The credential does not permit this operation.": "De toegangsgegevens staan dit niet toe.",
  "The resource does not exist.": "De resource bestaat niet.",
  "The method is not supported here.": "De methode wordt hier niet ondersteund.",
  "The request did not come whole in time.": "Het verzoek kwam niet op tijd volledig aan.",
  "The request contradicts the state of a resource.": "Het verzoek past niet bij de toestand van een resource.",
  "The resource has changed since the given version.": "De resource is gewijzigd sinds de gegeven versie.",
  "The request is larger than the server accepts.": "Het verzoek is groter dan de server aanneemt.",
  "The media type of the request is not supported.": "Het mediatype van het verzoek wordt niet ondersteund.",
  "Too many requests.": "Te veel verzoeken.",
  "The headers of the request are larger than the server accepts.":
    "De headers van het verzoek zijn groter dan de server aanneemt.",
  "The server failed to complete the request.": "De server kon het verzoek niet afhandelen.",
  "The server cannot answer just now; try again.": "De server kan nu niet antwoorden; probeer het opnieuw.",
  "The operation is not supported.": "De bewerking wordt niet ondersteund.",
  '"{1}" has one simple value: brackets do not apply to it.':
    '"{1}" heeft één enkele waarde: haken gelden er niet voor.',
  'The filter names the unknown attribute "{1}".': 'Het filter noemt het onbekende attribuut "{1}".',
  '"{1}" cannot be used in a filter.': '"{1}" kan niet in een filter worden gebruikt.',
  '"{1}" can be compared with null by eq and ne only.': '"{1}" kan alleen met eq en ne met null worden vergeleken.',
  '"{1}" is complex: name one of its sub-attributes.': '"{1}" is samengesteld: noem een van de sub-attributen.',
  'The operator {1} does not apply to "{2}" ({3}).': 'De operator {1} geldt niet voor "{2}" ({3}).',
  '"{1}" ({2}) cannot be compared with this value.': '"{1}" ({2}) kan niet met deze waarde worden vergeleken.',
  "An attribute path has at most {1} characters.": "Een pad van een attribuut heeft hoogstens {1} tekens.",
  "The part before the last colon is not a schema URN.":
    "Het deel voor de laatste dubbele punt is geen URN van een schema.",
  "An attribute name is expected.": "De naam van een attribuut wordt verwacht.",
  "A sub-attribute name is expected.": "De naam van een sub-attribuut wordt verwacht.",
  "A filter has at most {1} characters.": "Een filter heeft hoogstens {1} tekens.",
  "The filter is not valid at position {1}: {2}": "Het filter is niet geldig op positie {1}: {2}",
  'There is a ")" without its "(".': 'Er staat een ")" zonder zijn "(".',
  'There is a "]" without its "[".': 'Er staat een "]" zonder zijn "[".',
  'Here "and", "or" or the end of the filter is expected.':
    'Hier wordt "and", "or" of het einde van het filter verwacht.',
  '"not" must be followed by a filter in parentheses.': 'Na "not" moet een filter tussen haakjes komen.',
  'A ")" is missing.': 'Er ontbreekt een ")".',
  "A filter has at most {1} comparisons.": "Een filter heeft hoogstens {1} vergelijkingen.",
  "An operator such as eq is expected.": "Een operator zoals eq wordt verwacht.",
  "The operator is not one of eq, ne, co, sw, ew, gt, ge, lt, le, pr.":
    "De operator is geen van eq, ne, co, sw, ew, gt, ge, lt, le, pr.",
  "The filter is empty.": "Het filter is leeg.",
  "Inside brackets only the name of a sub-attribute is allowed.":
    "Tussen haken mag alleen de naam van een sub-attribuut staan.",
  "Brackets inside brackets are not allowed.": "Haken binnen haken mogen niet.",
  "Brackets follow an attribute, not a sub-attribute.": "Haken volgen op een attribuut, niet op een sub-attribuut.",
  'A "]" is missing.': 'Er ontbreekt een "]".',
  "After brackets no sub-attribute is allowed: put its condition inside.":
    "Na haken mag geen sub-attribuut: zet de voorwaarde erbinnen.",
  "A value to compare with is expected.": "Een waarde om mee te vergelijken wordt verwacht.",
  "The value is not a string in double quotes, a number, true, false or null.":
    "De waarde is geen tekst tussen dubbele aanhalingstekens, getal, true, false of null.",
  "A filter nests at most {1} levels deep.": "Een filter is hoogstens {1} niveaus diep genest.",
  "A string is not closed: a double quote is missing.":
    "Een tekst wordt niet gesloten: er ontbreekt een dubbel aanhalingsteken.",
  "A string holds characters or escapes that JSON does not allow.":
    "Een tekst bevat tekens of escapes die JSON niet toestaat.",
  '"Operations" must be an array with at least one operation.':
    '"Operations" moet een lijst met minstens één bewerking zijn.',
  "The bulk request has {1} operations; the most is {2} (maxOperations).":
    "Het bulkverzoek heeft {1} bewerkingen; hoogstens {2} mogen (maxOperations).",
  '"failOnErrors" must be an integer of at least 1.': '"failOnErrors" moet een geheel getal van minstens 1 zijn.',
  "{1} must be an object.": "{1} moet een object zijn.",
  '"bulkId" is longer than {1} characters.': '"bulkId" is langer dan {1} tekens.',
  '"path" is missing.': '"path" ontbreekt.',
  '"method" must be POST, PUT, PATCH or DELETE.': '"method" moet POST, PUT, PATCH of DELETE zijn.',
  '"{1}" must be a text that is not empty.': '"{1}" moet tekst zijn die niet leeg is.',
  'Operations[{1}]: a POST needs a "bulkId".': 'Operations[{1}]: een POST heeft een "bulkId" nodig.',
  "Operations[{1}]: the bulkId {2} is used twice.": "Operations[{1}]: de bulkId {2} wordt twee keer gebruikt.",
  '"schemas" must contain "{1}".': '"schemas" moet "{1}" bevatten.',
  '"{1}" must be a text.': '"{1}" moet tekst zijn.',
  '"{1}" must be an array of attribute names.': '"{1}" moet een lijst van namen van attributen zijn.',
  '"{1}" gets more than one value with "primary": true.': '"{1}" krijgt meer dan één waarde met "primary": true.',
  '"{1}" is given twice in different letter case.': '"{1}" staat er twee keer met andere hoofdletters.',
  'A value of "{1}" is immutable: remove it and add another one.':
    'Een waarde van "{1}" is onveranderlijk: verwijder haar en voeg een andere toe.',
  '"{1}" must be an array.': '"{1}" moet een lijst zijn.',
  '"{1}" has more than {2} values.': '"{1}" heeft meer dan {2} waarden.',
  '"{1}[{2}].value" must be the id of a member.': '"{1}[{2}].value" moet de id van een lid zijn.',
  "A PATCH message has at most {1} operations.": "Een PATCH-bericht heeft hoogstens {1} bewerkingen.",
  '"{1}" needs a "value".': '"{1}" heeft een "value" nodig.',
  '"op" must be "add", "remove" or "replace".': '"op" moet "add", "remove" of "replace" zijn.',
  '"path" must be a text that is not empty.': '"path" moet tekst zijn die niet leeg is.',
  '"{1}" is read-only.': '"{1}" kan alleen worden gelezen.',
  '"{1}" is immutable and has a value.': '"{1}" is onveranderlijk en heeft een waarde.',
  '"{1}" is required and cannot be removed.': '"{1}" is verplicht en kan niet worden verwijderd.',
  '"remove" needs a path.': '"remove" heeft een pad nodig.',
  'The extension "{1}" is required and cannot be removed.':
    'De extensie "{1}" is verplicht en kan niet worden verwijderd.',
  'A value to remove from "{1}" names nothing by which to find it.':
    'Een waarde die uit "{1}" moet verdwijnen, noemt niets waaraan zij te vinden is.',
  'A value to remove from "{1}" must be an object.': 'Een waarde die uit "{1}" moet verdwijnen, moet een object zijn.',
  "An operation without a path needs an object as its value.":
    "Een bewerking zonder pad heeft een object als waarde nodig.",
  '"{1}" needs an object as its value.': '"{1}" heeft een object als waarde nodig.',
  '"{1}" is required.': '"{1}" is verplicht.',
  '"{1}" must be an object.': '"{1}" moet een object zijn.',
  'The filter selects {1} values of "{2}" instead of one.': 'Het filter kiest {1} waarden van "{2}" in plaats van een.',
  '"{1}" has no values.': '"{1}" heeft geen waarden.',
  '"{1}" has no value that the filter selects.': '"{1}" heeft geen waarde die het filter kiest.',
  '"{1}" has no value that the filter selects, nor does it say what to create.':
    '"{1}" heeft geen waarde die het filter kiest, en het zegt ook niet wat er moet worden gemaakt.',
  "The path is not valid at position {1}: {2}": "Het pad is niet geldig op positie {1}: {2}",
  'The path names the unknown attribute "{1}".': 'Het pad noemt het onbekende attribuut "{1}".',
  '"{1}" has one value: a filter in brackets does not apply to it.':
    '"{1}" heeft één waarde: een filter tussen haken geldt er niet voor.',
  "After brackets only a sub-attribute may follow.": "Na haken mag alleen een sub-attribuut volgen.",
  'The extension "{1}" is required.': 'De extensie "{1}" is verplicht.',
  "The path must name an attribute.": "Het pad moet een attribuut noemen.",
  '"{1}" needs a filter in brackets that says which value is meant.':
    '"{1}" heeft een filter tussen haken nodig dat zegt welke waarde bedoeld is.',
  '"{1}" matches nothing, and its filter does not say what to create.':
    '"{1}" vindt niets, en het filter zegt niet wat er moet worden gemaakt.',
  'Give either "attributes" or "excludedAttributes", not both.':
    'Geef "attributes" of "excludedAttributes", niet beide.',
  '"{1}" must list attribute names.': '"{1}" moet namen van attributen opsommen.',
  '"{1}" lists at most {2} names.': '"{1}" noemt hoogstens {2} namen.',
  '"schemas" is missing; it must contain "{1}".': '"schemas" ontbreekt; het moet "{1}" bevatten.',
  '"schemas" must be an array of URNs.': '"schemas" moet een lijst van URN\'s zijn.',
  '"schemas" names {1}, which is no schema of {2}.': '"schemas" noemt {1}, en dat is geen schema van {2}.',
  '"{1}" is immutable and has another value.': '"{1}" is onveranderlijk en heeft een andere waarde.',
  '"{1}.{2}" is immutable and has another value.': '"{1}.{2}" is onveranderlijk en heeft een andere waarde.',
  '"{1}" has more than one value with "primary": true.': '"{1}" heeft meer dan één waarde met "primary": true.',
  '"{1}" must be true or false.': '"{1}" moet true of false zijn.',
  '"{1}" must be a number.': '"{1}" moet een getal zijn.',
  '"{1}" must be a dateTime such as "2026-01-31T08:00:00Z".':
    '"{1}" moet een dateTime zijn zoals "2026-01-31T08:00:00Z".',
  '"{1}" must be base64 text.': '"{1}" moet base64-tekst zijn.',
  '"{1}" must be a URI.': '"{1}" moet een URI zijn.',
  '"{1}" must be a string of valid Unicode characters.': '"{1}" moet tekst van geldige Unicode-tekens zijn.',
  '"{1}" can be selected by {2}[value eq "…"] only, several joined by "or".':
    '"{1}" kan alleen met {2}[value eq "…"] worden gekozen, meer met "or" ertussen.',
  '"{1}" is immutable.': '"{1}" is onveranderlijk.',
  "The filter holds a character that no stored text can hold.":
    "Het filter bevat een teken dat geen opgeslagen tekst kan bevatten.",
  "The filter is not valid at position {1}: {2}.": "Het filter is niet geldig op positie {1}: {2}.",
  '"{1}" is complex: name a sub-attribute': '"{1}" is samengesteld: noem een sub-attribuut',
  "sortBy is not valid at position {1}: {2}": "sortBy is niet geldig op positie {1}: {2}",
  'resources cannot be sorted by "{1}".': 'resources kunnen niet op "{1}" worden gesorteerd.',
  '"{1}" is not an attribute of {2}': '"{1}" is geen attribuut van {2}',
  '"{1}" cannot be compared, because it is never returned':
    '"{1}" kan niet worden vergeleken, omdat het nooit wordt teruggegeven',
  '"{1}" cannot be followed by brackets': '"{1}" kan niet door haken worden gevolgd',
  '"meta.{1}" cannot be compared': '"meta.{1}" kan niet worden vergeleken',
  '"{1}.{2}" cannot be compared': '"{1}.{2}" kan niet worden vergeleken',
  '"{1}" holds several values within one value and cannot be compared':
    '"{1}" heeft meer waarden binnen één waarde en kan niet worden vergeleken',
  '"{1}" cannot be compared within "{2}[…]"': '"{1}" kan niet binnen "{2}[…]" worden vergeleken',
  '"{1}" is longer than {2} bytes.': '"{1}" is langer dan {2} bytes.',
  "A group cannot be a member of itself.": "Een groep kan geen lid van zichzelf zijn.",
  '"members": there is no resource with the id "{1}".': '"members": er is geen resource met de id "{1}".',
  "The resource has changed since the version in If-Match.": "De resource is gewijzigd sinds de versie in If-Match.",
  "A member was deleted meanwhile; nothing was changed.": "Een lid is intussen verwijderd; er is niets gewijzigd.",
  "Another {1} has this value of {2}; it must be unique.":
    "Een andere {1} heeft deze waarde van {2}; die moet uniek zijn.",
};
