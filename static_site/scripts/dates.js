// Dates and delays in words, in the page's language, without Intl: browsers have no Tamazight data.
import { code, datePattern, months, offsets, weekdays } from "#language";
import { n, t } from "./texts.js";

/**
 * The wall clock in Morocco at a moment: the day as YYYY-MM-DD and the time as HH:MM. With the UTC offsets of
 * the build (language_facts.py): an old phone does not know the country's latest change of clocks.
 * @param {Date} moment
 */
function toMoroccanTime(moment) {
  let minutes = 0;
  for (const [since, offset] of offsets) if (since <= moment.getTime()) minutes = offset;
  const local = new Date(moment.getTime() + minutes * 60_000).toISOString();
  return { day: local.slice(0, 10), time: local.slice(11, 16) };
}

/** A date (2026-03-04) or a moment (2026-03-04T09:30:00Z), as 4 March 2026. @param {string} iso */
export function formatDate(iso) {
  const [year, month, day] = getDay(iso).split("-").map(Number);
  const shown = code === "fr" && day === 1 ? "1er" : String(day);
  return t(datePattern, { day: shown, month: months[month - 1], year });
}

/** With the day of the week: Wednesday 4 March 2026. @param {string} iso */
export function formatDay(iso) {
  const weekday = weekdays[(new Date(`${getDay(iso)}T12:00:00Z`).getUTCDay() + 6) % 7];
  return t("{weekday} {date}", { weekday, date: formatDate(iso) });
}

/** A moment with its time in Morocco. @param {string} iso */
export function formatMoment(iso) {
  return t("{date} at {time}", { date: formatDate(iso), time: toMoroccanTime(new Date(iso)).time });
}

/** The time of a moment in Morocco, HH:MM. @param {Date} moment */
export function formatTime(moment) {
  return toMoroccanTime(moment).time;
}

/** A <time> that says the date, or with a moment the date and time. @param {string} iso */
export function createTimeElement(iso) {
  const element = document.createElement("time");
  element.dateTime = iso;
  element.textContent = iso.includes("T") ? formatMoment(iso) : formatDate(iso);
  return element;
}

/** How far the due date is, in words; negative is overdue. @param {number} days */
export function formatDaysLeft(days) {
  if (days === 0) return t("due today");
  return days > 0
    ? n("{count} day left", "{count} days left", days)
    : n("{count} day overdue", "{count} days overdue", -days);
}

/** Today's date in Morocco, YYYY-MM-DD. */
export function getToday() {
  return toMoroccanTime(new Date()).day;
}

/** Days from one date to another. @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(getDay(to)) - Date.parse(getDay(from))) / 86_400_000);
}

/** @param {string} iso */
function getDay(iso) {
  return iso.includes("T") ? toMoroccanTime(new Date(iso)).day : iso;
}
