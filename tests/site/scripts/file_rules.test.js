import assert from "node:assert/strict";
import { test } from "node:test";
import { normaliseType } from "../../../static_site/scripts/files/file-rules.js";

test("kinds are known by their type, and by their name where a browser says none", () => {
  const kinds = [
    ["a.jpg", "image/jpeg", "image/jpeg"], ["a.jpg", "image/jpg", "image/jpeg"], ["note.m4a", "audio/x-m4a", "audio/mp4"],
    ["note.webm", "audio/webm;codecs=opus", "audio/webm"], ["a.PDF", "", "application/pdf"],
    ["a.svg", "image/svg+xml", ""], ["a.jpg", "text/html", ""], ["a", "", ""],
  ];
  for (const [name, type, meant] of kinds) assert.equal(normaliseType({ name, type }), meant, `${name} ${type}`);
});
