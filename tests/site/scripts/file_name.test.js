import assert from "node:assert/strict";
import { test } from "node:test";
import { replaceExtension, formatFileName } from "../../../static_site/scripts/files/file-name.js";

const MARK = "\u200e";

test("a name keeps all but its ending, and gets one where it had none", () => {
  const names = [["photo.jpeg", "photo.jpg"], ["IMG.2026.png", "IMG.2026.jpg"], ["sans fin", "sans fin.jpg"], ["a.b.", "a.b..jpg"]];
  for (const [before, after] of names) assert.equal(replaceExtension(before, "jpg"), after);
});

test("after Arabic letters the number and the ending are marked to stay in their order", () => {
  assert.equal(formatFileName("وصل الأداء رقم 45.pdf"), `وصل الأداء رقم ${MARK}45.pdf`);
  assert.equal(formatFileName("وصل 2026-11-24.pdf"), `وصل ${MARK}2026-11-24.pdf`);
});

test("other names are shown as they are", () => {
  for (const name of ["recu 45.pdf", "صورة الشباك.jpg", "صورة.recu.pdf", "وصل الأداء", "صورة 45", ""]) assert.equal(formatFileName(name), name);
});
