import assert from "node:assert/strict";
import { test } from "node:test";
import { correctFileType } from "../../../static_site/scripts/files/file-type.js";

const BEGINNINGS = {
  "image/jpeg": [0xff, 0xd8, 0xff, 0xe0], "image/png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  "image/webp": [...Buffer.from("RIFF....WEBPVP8 ")], "application/pdf": [...Buffer.from("%PDF-1.7")],
};
const beginning = (bytes, name, type) => new File([new Uint8Array(bytes)], name, { type, lastModified: 5 });

test("a picture under another kind's name goes as what it is, byte for byte", async () => {
  const saved = beginning(BEGINNINGS["image/webp"], "IMG-20261124-WA0007.jpg", "image/jpeg");

  const real = await correctFileType(saved);

  assert.deepEqual([real.name, real.type, real.lastModified], ["IMG-20261124-WA0007.webp", "image/webp", 5]);
  assert.deepEqual(await real.bytes(), await saved.bytes());
});

test("each kind is known by its beginning, whatever its name and type", async () => {
  for (const [type, bytes] of Object.entries(BEGINNINGS)) {
    assert.equal((await correctFileType(beginning(bytes, "note.mp3", "audio/mpeg"))).type, type);
    const right = beginning(bytes, "right", type);
    assert.equal(await correctFileType(right), right);
  }
});

test("what begins like nothing known stays as it is named: the portal judges it", async () => {
  const unknown = [[], [0xff, 0xd8], [...Buffer.from("RIFF....WAVE")], [...Buffer.from(" %PDF-1.7")], [...Buffer.from("<svg>")]];
  for (const bytes of unknown) {
    const file = beginning(bytes, "photo.jpg", "image/jpeg");
    assert.equal(await correctFileType(file), file);
  }
});

test("a file that can't be read stays as it is: that is said where it is to be sent", async () => {
  const gone = { name: "photo.jpg", type: "image/jpeg", slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) };

  assert.equal(await correctFileType(gone), gone);
});
