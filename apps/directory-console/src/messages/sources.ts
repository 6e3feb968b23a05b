/** Words of profile sources: which app has the last word on people, and on one attribute. */
export const sourceMessages = {
  order: {
    place: "Order",
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
  },
  profileSources: {
    title: "Profile sources",
    description: "Apps that source people: what they say about a person counts here, and is refused from others.",
    order: "Order of the apps",
    orderDetail:
      "The first app that maps an attribute has the last word on it. The first of a person's apps decides whether the person is active.",
    app: "App",
    attributes: "Fills",
    none: "No app sources people",
    noneDetail: "Allow it in an app under Provisioning › To Directory, Profile and lifecycle sourcing.",
    moved: (name: string, place: number, count: number) => `${name} is now ${place} of ${count}`,
    unsaved: "The new order is not saved",
    save: "Review and save",
    question: "Put the profile sources in this order?",
    passes: (from: string, to: string, attributes: string) =>
      `For people who are in ${from} and in ${to}, ${to} has the last word from now on: ${attributes}.`,
    nothingPasses: (from: string, to: string) =>
      `${from} and ${to} fill no attribute together; between them no value changes hands.`,
    status: "Whether a person is active is decided by the first of that person's apps.",
    compared: "New values come with the next import of each app. What the apps are told is compared at once.",
    confirm: "Save this order",
    saved: "The order of the profile sources is saved",
    undo: "Back to the former order",
  },
  attributeSource: {
    column: "Last word",
    change: (attribute: string) => `Source of ${attribute}`,
    button: "Source",
    title: (attribute: string) => `Who has the last word on ${attribute}?`,
    choices: {
      PROFILE_MASTER: {
        label: "The profile sources, in their order",
        detail: "The first app that sources the person and maps this attribute.",
      },
      OKTA: {
        label: "The directory itself",
        detail: "No app changes it. It is edited here and through the API.",
      },
      OVERRIDE: {
        label: "Apps of its own choice",
        detail: "The first of these that sources the person, whatever the order of the profile sources is.",
      },
    } as const,
    words: { PROFILE_MASTER: "Sources", OKTA: "Directory" } as const,
    add: "Add an app",
    noneFree: "No other app sources people",
    removeLabel: (app: string) => `Remove ${app}`,
    consequence:
      "Values stay as they are until the next import of an app that has the last word. What the apps are told is compared at once.",
    saved: (attribute: string) => `The source of “${attribute}” is saved`,
    failed: (attribute: string) => `The source of “${attribute}” was not changed`,
  },
} as const;
