// The complaint's number: 12 characters of Crockford's base32 and a Luhn mod 32 check character.
// People write it in any case, with spaces or hyphens, O for 0, I or L for 1, with Arabic digits.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 13;
/** @type {Record<string, string>} */
const LOOKALIKES = { O: "0", I: "1", L: "1" };
const ARABIC_ZEROS = [0x0660, 0x06f0];

/** @param {string} character */
function toWesternDigit(character) {
  const code = character.charCodeAt(0);
  const zero = ARABIC_ZEROS.find((first) => code >= first && code <= first + 9);
  return zero === undefined ? character : String(code - zero);
}

/** The canonical spelling of what somebody typed; not checked. @param {string} typed */
export function normaliseNumber(typed) {
  return Array.from(typed.toUpperCase(), toWesternDigit)
    .filter((character) => /[0-9A-Z]/.test(character))
    .map((character) => LOOKALIKES[character] ?? character)
    .join("");
}

/** @param {string} payload 12 canonical characters */
export function computeCheckCharacter(payload) {
  const sum = Array.from(payload)
    .reverse()
    .reduce((total, character, position) => {
      const product = ALPHABET.indexOf(character) * (position % 2 === 0 ? 2 : 1);
      return total + Math.floor(product / 32) + (product % 32);
    }, 0);
  return ALPHABET[(32 - (sum % 32)) % 32];
}

/** Whether the number can exist at all. @param {string} typed */
export function isComplaintNumber(typed) {
  const number = normaliseNumber(typed);
  return number.length === LENGTH && !/[^0-9A-HJKMNP-TV-Z]/.test(number) && computeCheckCharacter(number.slice(0, -1)) === number.slice(-1);
}

/** As people see it: 7K3M-9QXT-2HDB-M. @param {string} number */
export function formatNumber(number) {
  return normaliseNumber(number).replace(/(.{4})(?=.)/g, "$1-");
}
