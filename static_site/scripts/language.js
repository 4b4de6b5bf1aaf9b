// What the scripts must know of the page's language. The build puts each language's own facts in place of this
// module (language_facts.py); this is English, which the unit tests use.

/** @type {string} */
export const code = "en";
/** @type {string} */
export const direction = "ltr";
export const months = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const datePattern = "{month} {day}, {year}";
/** From which moment (Unix milliseconds) the country's clock is how many minutes ahead of UTC. */
export const offsets = [[0, 60], [1771120800000, 0], [1774144800000, 60], [1789866000000, 0]];

/** Which plural form a count takes. @param {number} n */
export const plural = (n) => Number(n !== 1);
