import assert from "node:assert/strict";
import { test } from "node:test";
import { daysBetween, formatDaysLeft, formatDate, formatDay, formatMoment } from "../../../static_site/scripts/dates.js";

test("a date is said in words", () => {
  assert.equal(formatDate("2026-03-04"), "March 4, 2026");
  assert.equal(formatDay("2026-11-24"), "Tuesday November 24, 2026");
  assert.equal(formatDay("2026-11-29"), "Sunday November 29, 2026");
});

test("a moment is told on Morocco's clock: an hour ahead of UTC but in Ramadan, on UTC since September 2026", () => {
  assert.equal(formatMoment("2026-04-24T23:30:00Z"), "April 25, 2026 at 00:30");
  assert.equal(formatMoment("2026-11-24T23:30:00Z"), "November 24, 2026 at 23:30");
  assert.equal(formatMoment("2026-03-01T10:00:00Z"), "March 1, 2026 at 10:00");
});

test("days are counted across changes of the clock", () => {
  assert.equal(daysBetween("2026-02-01", "2026-04-02"), 60);
  assert.equal(daysBetween("2026-11-24T10:00:00Z", "2027-01-23"), 60);
});

test("a delay is said in words, before and after", () => {
  assert.equal(formatDaysLeft(60), "60 days left");
  assert.equal(formatDaysLeft(1), "1 day left");
  assert.equal(formatDaysLeft(0), "due today");
  assert.equal(formatDaysLeft(-3), "3 days overdue");
});
