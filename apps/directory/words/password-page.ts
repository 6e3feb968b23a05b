/** Words of the page on which somebody chooses a password. */
export const passwordPageWords = {
  language: "en",
  welcome: (name: string) => `Welcome, ${name}`,
  choose: "Choose a new password",
  password: "New password",
  repeated: "Once more",
  save: "Save password",
  missing: "Enter a password.",
  differs: "The two passwords differ.",
  saved: "Password saved",
  savedDetail: "Your password is saved.",
  close: "You can close this page.",
  signInAs: (login: string) => `You sign in as ${login}.`,
  toConsole: "Go to the console",
  ended: "This link no longer works",
  endedDetail: "It was used already, or it is too old. Ask your administrator for a new one.",
  notPossible: "Not possible",
  notPossibleDetail: "This page can be read and sent only.",
};

/** The words of one language. */
export type PasswordPageWords = typeof passwordPageWords;
