/** Sentences about schema definitions, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const definitionsSentences: Sentences = {
  "{1} must be a JSON object.": "{1} moet een JSON-object zijn.",
  "{1} is no property that is known here; known are {2}.":
    "{1} is geen eigenschap die hier bekend is; bekend zijn {2}.",
  "{1} is missing; give a text.": "{1} ontbreekt; geef een tekst.",
  "{1} must be a text.": "{1} moet tekst zijn.",
  "{1} is longer than {2} characters.": "{1} is langer dan {2} tekens.",
  "{1} holds a character that cannot be stored.": "{1} bevat een teken dat niet kan worden opgeslagen.",
  "{1} must be true or false.": "{1} moet true of false zijn.",
  "{1} must be one of {2}.": "{1} moet een zijn van {2}.",
  "{1} must be a list.": "{1} moet een lijst zijn.",
  "{1} has more than {2} items.": "{1} heeft meer dan {2} onderdelen.",
  "{1} must be a text that is not empty.": "{1} moet tekst zijn die niet leeg is.",
  '{1} repeats "{2}".': '{1} herhaalt "{2}".',
  '{1} must be a schema URN such as "urn:example:scim:schemas:core:2.0:Device".':
    '{1} moet de URN van een schema zijn, zoals "urn:example:scim:schemas:core:2.0:Device".',
  '{1} must be ["{2}"].': '{1} moet ["{2}"] zijn.',
  '{1} "{2}" is defined twice; keep one of the two.': '{1} "{2}" wordt twee keer gedefinieerd; houd er een.',
  '{1} "{2}" is the URN of another schema; choose another.':
    '{1} "{2}" is de URN van een ander schema; kies een andere.',
  '{1} must be "{2}": the type exists, and only extensions can be added to it.':
    '{1} moet "{2}" zijn: het type bestaat, en er kunnen alleen extensies bij.',
  "{1} must be {2}: the type has this extension already.": "{1} moet {2} zijn: het type heeft deze extensie al.",
  '{1} "{2}" belongs to the protocol; choose another.': '{1} "{2}" hoort bij het protocol; kies een andere.',
  '{1} "{2}" is the endpoint of "{3}"; choose another.': '{1} "{2}" is het endpoint van "{3}"; kies een ander.',
  "{1} is not defined; define the schema first, or mend the URN.":
    "{1} is niet gedefinieerd; definieer het schema eerst, of verbeter de URN.",
  "{1} names the core schema of the type; leave it out.": "{1} noemt het kernschema van het type; laat het weg.",
  '{1} "{2}" also reads as an attribute of "{3}"; choose another URN.':
    '{1} "{2}" leest ook als een attribuut van "{3}"; kies een andere URN.',
  '{1} names the resource type "{2}", which does not exist; give a type that does, "external" or "uri".':
    '{1} noemt het resourcetype "{2}", dat niet bestaat; geef een type dat bestaat, "external" of "uri".',
  'the URN changes from "{1}" to "{2}"': 'de URN wijzigt van "{1}" naar "{2}"',
  '"{1}" is removed or spelt otherwise': '"{1}" verdwijnt of wordt anders geschreven',
  '"{1}{2}" is new and required': '"{1}{2}" is nieuw en verplicht',
  '"{1}" changes its type': '"{1}" wijzigt van type',
  '"{1}" changes between one value and several': '"{1}" wijzigt tussen één waarde en meer',
  '"{1}" changes whether letter case counts': '"{1}" wijzigt of hoofdletters tellen',
  '"{1}" becomes required': '"{1}" wordt verplicht',
  '"{1}" becomes unique': '"{1}" wordt uniek',
  '"{1}" changes whether its value is kept': '"{1}" wijzigt of zijn waarde wordt bewaard',
  "{1} must list at least one attribute.": "{1} moet minstens één attribuut opsommen.",
  '{1} "{2}" is the name of item {3} already.': '{1} "{2}" is al de naam van onderdeel {3}.',
  "{1} cannot be complex: complex attributes hold simple ones only (RFC 7643 §2.3.8).":
    "{1} kan niet samengesteld zijn: samengestelde attributen bevatten alleen enkelvoudige (RFC 7643 §2.3.8).",
  '{1} "{2}" is no attribute name: a letter or "$", then letters, digits, "$", "-" and "_".':
    '{1} "{2}" is geen naam van een attribuut: een letter of "$", dan letters, cijfers, "$", "-" en "_".',
  '{1} "{2}" is reserved; choose another.': '{1} "{2}" is gereserveerd; kies een andere.',
  '{1} "{2}" is an attribute of every resource (RFC 7643 §3.1); leave it out or choose another name.':
    '{1} "{2}" is een attribuut van elke resource (RFC 7643 §3.1); laat het weg of kies een andere naam.',
  "{1} must be true: values of type {2} are always case exact.":
    "{1} moet true zijn: bij waarden van het type {2} tellen hoofdletters altijd.",
  "{1} must be false or left out: type {2} has no letter case.":
    "{1} moet false zijn of worden weggelaten: het type {2} kent geen hoofdletters.",
  "{1} belong to strings; leave them out.": "{1} horen bij tekst; laat ze weg.",
  '{1} is missing; give names of resource types, "external" or "uri".':
    '{1} ontbreekt; geef namen van resourcetypen, "external" of "uri".',
  '{1} belongs to attributes of type "reference"; leave it out.':
    '{1} hoort bij attributen van het type "reference"; laat het weg.',
  "{1} must list at least one sub-attribute.": "{1} moet minstens één sub-attribuut opsommen.",
  '{1} belong to attributes of type "complex"; leave them out.':
    '{1} horen bij attributen van het type "complex"; laat ze weg.',
  "{1} cannot be true for a readOnly attribute: no client could ever give it a value.":
    "{1} kan niet true zijn voor een readOnly-attribuut: geen client zou er ooit een waarde aan kunnen geven.",
  '{1} can be "never" for a writeOnly attribute only: what is kept must be seen by somebody.':
    '{1} kan alleen bij een writeOnly-attribuut "never" zijn: wat wordt bewaard, moet iemand kunnen zien.',
  '{1} must be "never" for a writeOnly attribute.': '{1} moet "never" zijn voor een writeOnly-attribuut.',
  "{1} cannot be true for a writeOnly sub-attribute: its value is not kept, so it would miss ever after.":
    "{1} kan niet true zijn voor een writeOnly-sub-attribuut: zijn waarde wordt niet bewaard en zou dus altijd ontbreken.",
  '{1} must be "none" for a writeOnly attribute: its value is not kept.':
    '{1} moet "none" zijn voor een writeOnly-attribuut: zijn waarde wordt niet bewaard.',
  '{1} must be "none" or left out for type {2}; set it on a sub-attribute or another attribute.':
    '{1} moet "none" zijn of worden weggelaten bij het type {2}; stel het in bij een sub-attribuut of een ander attribuut.',
  '{1} cannot begin with "{2}": messages have such URNs.':
    '{1} kan niet met "{2}" beginnen: berichten hebben zulke URN\'s.',
  '{1} must be a letter, then letters, digits, "-" and "_".':
    '{1} moet een letter zijn, dan letters, cijfers, "-" en "_".',
  '{1} must equal the name "{2}", or be left out.': '{1} moet gelijk zijn aan de naam "{2}", of worden weggelaten.',
  '{1} must be "/" and one word, such as "/Devices".': '{1} moet "/" en één woord zijn, zoals "/Devices".',
  '{1} names "{2}" a second time.': '{1} noemt "{2}" een tweede keer.',
};
