/** Sentences about expressions, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const expressionsSentences: Sentences = {
  "The expression takes too many steps.": "De expressie neemt te veel stappen.",
  "The text grows longer than {1} characters.": "De tekst wordt langer dan {1} tekens.",
  "The list grows longer than {1} values.": "De lijst wordt langer dan {1} waarden.",
  "Expected {1}, found {2}.": "Verwacht: {1}; gevonden: {2}.",
  "Expected a list, found {1}.": "Verwacht: een lijst; gevonden: {1}.",
  'Did you mean "{1}"?': 'Bedoelt u "{1}"?',
  'There is no attribute "{1}".{2}': 'Er is geen attribuut "{1}".{2}',
  "{1} has no order.": "{1} heeft geen volgorde.",
  "The expression gives something with attributes of its own. Name one of them, such as .email.":
    "De expressie geeft iets met eigen attributen. Noem er een van, zoals .email.",
  "The expression gives {1}, and {2} is {3}.": "De expressie geeft {1}, en {2} is {3}.",
  "{1} Join it with Arrays.toCsvString(…), or take one item.":
    "{1} Voeg het samen met Arrays.toCsvString(…), of neem één onderdeel.",
  "{1} Write Convert.toInt(…) around it.": "{1} Zet er Convert.toInt(…) omheen.",
  "{1} Write Convert.toNum(…) around it.": "{1} Zet er Convert.toNum(…) omheen.",
  '{1} Compare it with something, as in … == "yes".': '{1} Vergelijk het met iets, zoals in … == "yes".',
  "{1} Write it in braces: {…}.": "{1} Zet het tussen accolades: {…}.",
  "A map is no value: it is what group functions are given.":
    "Een map is geen waarde: zij is wat functies van groepen krijgen.",
  "The expression gives something with attributes of its own. Name one of them, such as .email or .![profile.name].":
    "De expressie geeft iets met eigen attributen. Noem er een van, zoals .email of .![profile.name].",
  "The person's groups are not known in this place.": "De groepen van de persoon zijn op deze plek niet bekend.",
  "Only a list has positions.": "Alleen een lijst heeft plaatsen.",
  'There is no ".{1}" here: only a person or a group has attributes.':
    'Hier is geen ".{1}": alleen een persoon of een groep heeft attributen.',
  "Only from a list can attributes be taken with .![…].":
    "Alleen van een lijst kunnen met .![…] attributen worden genomen.",
  "The number is too large.": "Het getal is te groot.",
  'A group has "group.name" and "group.id", not "{1}".': 'Een groep heeft "group.name" en "group.id", niet "{1}".',
  "A filter of groups is written as {'group.id': '00g…'}.":
    "Een filter van groepen wordt geschreven als {'group.id': '00g…'}.",
  'An operator is one of {1}, not "{2}".': 'Een operator is een van {1}, niet "{2}".',
  'Groups are filtered by group.id, group.type and group.profile.name, not by "{1}".':
    'Groepen worden gefilterd op group.id, group.type en group.profile.name, niet op "{1}".',
  "The pattern is too large.": "Het patroon is te groot.",
  'The pattern has a "{1}" that nothing opened.': 'Het patroon heeft een "{1}" die niets heeft geopend.',
  "The pattern is nested too deeply.": "Het patroon is te diep genest.",
  'The pattern has a group that begins with "(?"; that is not supported.':
    'Het patroon heeft een groep die met "(?" begint; dat wordt niet ondersteund.',
  'The pattern has a "(" that is not closed.': 'Het patroon heeft een "(" die niet wordt gesloten.',
  'The pattern has a "{1}" where a character was expected.':
    'Het patroon heeft een "{1}" waar een teken werd verwacht.',
  "The pattern has a repetition that is not {n}, {n,} or {n,m}.":
    "Het patroon heeft een herhaling die niet {n}, {n,} of {n,m} is.",
  "The pattern repeats something other than 0 to {1} times.": "Het patroon herhaalt iets anders dan 0 tot {1} keer.",
  "The pattern has the range {1}-{2}, which runs backwards.":
    "Het patroon heeft het bereik {1}-{2}, dat achteruit loopt.",
  'The pattern has "\\{1}"; that is not supported.': 'Het patroon heeft "\\{1}"; dat wordt niet ondersteund.',
  "The pattern ends too early.": "Het patroon eindigt te vroeg.",
  'user.getInternalProperty knows "id" and "status", not "{1}".':
    'user.getInternalProperty kent "id" en "status", niet "{1}".',
  'The source must be "active_directory", not "{1}".': 'De bron moet "active_directory" zijn, niet "{1}".',
  "Other people are not known in this place.": "Andere personen zijn op deze plek niet bekend.",
  'There is no function "{1}".{2}': 'Er is geen functie "{1}".{2}',
  "A time pattern has 1 to {1} characters.": "Een tijdpatroon heeft 1 tot {1} tekens.",
  "The time pattern has a quote that is not closed.":
    "Het tijdpatroon heeft een aanhalingsteken dat niet wordt gesloten.",
  'The time pattern has the letter "{1}", which means nothing.':
    'Het tijdpatroon heeft de letter "{1}", die niets betekent.',
  'The time "{1}" is not written by the pattern "{2}".': 'De tijd "{1}" is niet geschreven volgens het patroon "{2}".',
  "The time lies beyond all calendars.": "De tijd ligt buiten alle kalenders.",
  'Expected a timestamp of digits, found "{1}".': 'Verwacht: een tijdstempel van cijfers; gevonden: "{1}".',
  'Expected an ISO 8601 time, such as 2015-07-31T17:18:37Z, found "{1}".':
    'Verwacht: een ISO 8601-tijd, zoals 2015-07-31T17:18:37Z; gevonden: "{1}".',
  "The present moment is not known in this place.": "Het huidige moment is op deze plek niet bekend.",
  'There is no time zone "{1}".': 'Er is geen tijdzone "{1}".',
  "One side is something with attributes of its own. Name one of them, such as .email.":
    "Een kant is iets met eigen attributen. Noem er een van, zoals .email.",
  "{1} and {2} have no order.": "{1} en {2} hebben geen volgorde.",
  "The result is no number.": "Het resultaat is geen getal.",
  "The expression is longer than {1} characters.": "De expressie is langer dan {1} tekens.",
  "The expression is empty.": "De expressie is leeg.",
  "an operator or the end of the expression": "een operator of het einde van de expressie",
  "The expression is nested more than {1} levels deep.": "De expressie is meer dan {1} niveaus diep genest.",
  'a ":" and the value for the other case': 'een ":" en de waarde voor het andere geval',
  "The expression has more than {1} operators.": "De expressie heeft meer dan {1} operators.",
  "Too many signs stand in a row.": "Er staan te veel tekens achter elkaar.",
  "Too many indexes stand in a row.": "Er staan te veel indexen achter elkaar.",
  'a closing "]"': 'een sluitende "]"',
  'a "[" with the attribute': 'een "[" met het attribuut',
  "Too many names stand in a row.": "Er staan te veel namen achter elkaar.",
  'a closing ")"': 'een sluitend ")"',
  '"{1}" has too many parts. Write user and one attribute.':
    '"{1}" heeft te veel delen. Schrijf user en één attribuut.',
  "More than {1} values stand in one list.": "Er staan meer dan {1} waarden in één lijst.",
  'a "," or a closing "{1}"': 'een "," of een sluitende "{1}"',
  "More than {1} values stand in one map.": "Er staan meer dan {1} waarden in één map.",
  'a "," or a closing "}"': 'een "," of een sluitende "}"',
  'a ":" and the value of the key': 'een ":" en de waarde van de sleutel',
  "The key of a map must be a text.": "De sleutel van een map moet tekst zijn.",
  "The expression ends where {1} was expected.": "De expressie eindigt waar {1} werd verwacht.",
  'Found "{1}" where {2} was expected.': '"{1}" gevonden waar {2} werd verwacht.',
  "A reference begins with user, source or appuser, or with the name of an app.":
    "Een verwijzing begint met user, source of appuser, of met de naam van een toepassing.",
  'There is nothing called "{1}".{2}': 'Er is niets dat "{1}" heet.{2}',
  "The template is longer than {1} characters.": "Het sjabloon is langer dan {1} tekens.",
  [`The "\${" that begins here has no closing "}".`]: `De "\${" die hier begint, heeft geen sluitende "}".`,
  "The template has more than {1} parts.": "Het sjabloon heeft meer dan {1} delen.",
  [`The template names no attribute. Write for example \${source.email}.`]: `Het sjabloon noemt geen attribuut. Schrijf bijvoorbeeld \${source.email}.`,
  'To compare, write "==".': 'Schrijf "==" om te vergelijken.',
  'The character "{1}" has no meaning here.{2}': 'Het teken "{1}" betekent hier niets.{2}',
  "The text that begins here has no closing {1}.": "De tekst die hier begint, heeft geen sluitende {1}.",
  "a whole number": "een geheel getal",
  "true or false": "true of false",
  "something with attributes of its own": "iets met eigen attributen",
  "Expected true or false, found {1}.": "Verwacht: true of false; gevonden: {1}.",
  "Expected a number, found {1}.": "Verwacht: een getal; gevonden: {1}.",
  "a list of {1} values": "een lijst van {1} waarden",
  'the text "{1}"': 'de tekst "{1}"',
  "{1} takes {2} value, found {3}.": "{1} neemt {2} waarde, gevonden: {3}.",
  "{1} takes {2} values, found {3}.": "{1} neemt {2} waarden, gevonden: {3}.",
  "{1} takes {2} to {3} value, found {4}.": "{1} neemt {2} tot {3} waarde, gevonden: {4}.",
  "{1} takes {2} to {3} values, found {4}.": "{1} neemt {2} tot {3} waarden, gevonden: {4}.",
  "{1} takes at least {2} values, found {3}.": "{1} neemt minstens {2} waarden, gevonden: {3}.",
};
