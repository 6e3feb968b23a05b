/** RFC 7643 §4.1 and §8.7.1 with errata 6001 (references are case exact), 6004 and 8471 (groups.$ref names Group only). */
import { attribute, pluralAttribute, primaryAttribute, typeAttribute } from "./attribute.ts";
import type { AttributeDefinition, SchemaDefinition } from "./types.ts";
import { USER_URN } from "./urn.ts";

const NAME: AttributeDefinition = attribute("name", "The components of the user's real name.", {
  type: "complex",
  subAttributes: [
    attribute("formatted", "The full name, formatted for display."),
    attribute("familyName", "The family name, or last name."),
    attribute("givenName", "The given name, or first name."),
    attribute("middleName", "The middle name or names."),
    attribute("honorificPrefix", "The honorific prefix, or title."),
    attribute("honorificSuffix", "The honorific suffix."),
  ],
});

const ADDRESSES: AttributeDefinition = attribute("addresses", "Physical mailing addresses of the user.", {
  type: "complex",
  multiValued: true,
  subAttributes: [
    attribute("formatted", "The full mailing address, formatted for display or a mailing label."),
    attribute("streetAddress", "The full street address, which may contain newlines."),
    attribute("locality", "The city or locality."),
    attribute("region", "The state or region."),
    attribute("postalCode", "The postal code."),
    attribute("country", "The country name, as an ISO 3166-1 alpha-2 code where possible."),
    typeAttribute(["work", "home", "other"]),
    primaryAttribute(),
  ],
});

const GROUPS: AttributeDefinition = attribute(
  "groups",
  "The groups that name the user as a member; groups that hold those groups are not listed.",
  {
    type: "complex",
    multiValued: true,
    mutability: "readOnly",
    subAttributes: [
      attribute("value", "The identifier of the group.", { mutability: "readOnly" }),
      attribute("$ref", "The URI of the group.", {
        type: "reference",
        referenceTypes: ["Group"],
        caseExact: true,
        mutability: "readOnly",
      }),
      attribute("display", "The display name of the group.", { mutability: "readOnly" }),
      attribute("type", "Whether the membership is direct or comes through another group.", {
        canonicalValues: ["direct", "indirect"],
        mutability: "readOnly",
      }),
    ],
  },
);

/** The core User schema. */
export const USER_SCHEMA: SchemaDefinition = {
  id: USER_URN,
  name: "User",
  description: "User Account",
  attributes: [
    attribute("userName", "The unique identifier with which the user signs in.", {
      required: true,
      uniqueness: "server",
    }),
    NAME,
    attribute("displayName", "The name of the user, suitable for display."),
    attribute("nickName", "The casual way to address the user."),
    attribute("profileUrl", "A URL of the user's online profile.", {
      type: "reference",
      referenceTypes: ["external"],
      caseExact: true,
    }),
    attribute("title", 'The user\'s title, such as "Vice President".'),
    attribute("userType", "The relationship between the organisation and the user."),
    attribute("preferredLanguage", "The user's preferred language, as in the Accept-Language header."),
    attribute("locale", "The user's default location for currency, date and number formats."),
    attribute("timezone", "The user's time zone, in the IANA database format."),
    attribute("active", "Whether the user can sign in.", { type: "boolean" }),
    attribute("password", "The user's clear text password: set or compared, never returned.", {
      mutability: "writeOnly",
      returned: "never",
    }),
    pluralAttribute("emails", "E-mail addresses of the user.", {
      value: attribute("value", "The e-mail address."),
      types: ["work", "home", "other"],
    }),
    pluralAttribute("phoneNumbers", "Phone numbers of the user.", {
      value: attribute("value", "The phone number."),
      types: ["work", "home", "mobile", "fax", "pager", "other"],
    }),
    pluralAttribute("ims", "Instant messaging addresses of the user.", {
      value: attribute("value", "The instant messaging address."),
      types: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"],
    }),
    pluralAttribute("photos", "URLs of photos of the user.", {
      value: attribute("value", "The URL of a photo.", {
        type: "reference",
        referenceTypes: ["external"],
        caseExact: true,
      }),
      types: ["photo", "thumbnail"],
    }),
    ADDRESSES,
    GROUPS,
    pluralAttribute("entitlements", "Entitlements of the user: things that the user has.", {
      value: attribute("value", "The value of the entitlement."),
    }),
    pluralAttribute("roles", "Roles of the user: what the user is.", {
      value: attribute("value", "The value of the role."),
    }),
    pluralAttribute("x509Certificates", "Certificates issued to the user.", {
      value: attribute("value", "The certificate in DER form, base64 encoded.", { type: "binary", caseExact: true }),
    }),
  ],
};
