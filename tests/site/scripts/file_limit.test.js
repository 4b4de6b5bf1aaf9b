import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMIT_BYTES, findFileError } from "../../../static_site/scripts/files/file-rules.js";
import { aFile, anUploadQueue, settled } from "./upload_queues.js";

test("ten files go with a message, and those that failed do not count", () => {
  const { queue, states } = anUploadQueue({ ends: Array(12).fill("held") });

  queue.add([aFile("film.mov", { type: "video/quicktime" }), ...Array.from({ length: 11 }, (_, at) => aFile(`${at}.jpg`))]);

  assert.equal(states().filter((state) => state === "refused").length, 2);
  assert.match(queue.entries[11].why, /10 files/);
});

test("a file refused for want of room goes once there is room, and one that is too large does not", async () => {
  const { queue, sent, states } = anUploadQueue();
  queue.add([...Array.from({ length: 11 }, (_, each) => aFile(`${each}.jpg`)), aFile("x.pdf", { type: "application/pdf", size: LIMIT_BYTES + 1 })]);
  await settled();

  queue.remove(queue.entries[0].id);
  await settled();

  assert.deepEqual(states(), [...Array(10).fill("received"), "refused"]);
  assert.equal(sent.length, 11);
});

test("two scans of one name and one size are two files, the same one chosen twice is one", async () => {
  const { queue } = anUploadQueue();
  const one = { ...aFile("scan.pdf", { type: "application/pdf" }), lastModified: 1 };

  queue.add([one]);
  queue.add([one, { ...one, lastModified: 2 }]);
  await settled();

  assert.equal(queue.entries.length, 2);
});

test("the limit itself is allowed, an empty file is not", () => {
  assert.equal(findFileError(aFile("a.pdf", { type: "application/pdf", size: LIMIT_BYTES }), 9), "");
  assert.match(findFileError(aFile("a.pdf", { type: "application/pdf", size: LIMIT_BYTES + 1 }), 0), /too large/);
  assert.match(findFileError(aFile("a.jpg", { size: 0 }), 0), /empty/);
});
