import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMIT_BYTES, findFileError } from "../../../static_site/scripts/files/file-rules.js";
import { formatProgress, formatSizes } from "../../../static_site/scripts/files/upload-row.js";
import { formatSize } from "../../../static_site/scripts/files/file-size.js";
import { classifyStatus, computeSha256 } from "../../../static_site/scripts/files/upload-file.js";
import { summariseUploads } from "../../../static_site/scripts/files/upload-list.js";
import { aFile, anUploadQueue, settled } from "./upload_queues.js";

test("a file is announced with its name, type, size and digest, and received", async () => {
  const { queue, asked } = anUploadQueue();

  queue.add([aFile()]);
  await settled();

  assert.deepEqual(asked, [{ file_name: "photo.jpg", content_type: "image/jpeg", size_bytes: 3, sha256: "0".repeat(64) }]);
  assert.equal(queue.entries[0].state, "received");
  assert.equal(queue.saved[0].upload_id, "upload-1");
});

test("two go at once, the others wait their turn", async () => {
  const { queue, open, states } = anUploadQueue({ ends: ["held", "held", "held"] });
  queue.add([aFile("1.jpg"), aFile("2.jpg"), aFile("3.jpg")]);
  await settled();
  assert.deepEqual(states(), ["sending", "sending", "waiting"]);

  open[0].done("received");
  await settled();

  assert.deepEqual(states(), ["received", "sending", "sending"]);
});

test("a cut file is tried again by itself, ever later, on the same slot, and at last only by hand", async () => {
  const { queue, later, asked, sent } = anUploadQueue({ ends: Array(6).fill("cut") });
  queue.add([aFile()]);
  await settled();
  for (let turn = 0; turn < 5; turn += 1) {
    assert.ok(queue.entries[0].isRetriable);
    later[turn].act();
    await settled();
  }

  assert.deepEqual(later.map(({ seconds }) => seconds), [3, 6, 12, 25, 50]);
  assert.deepEqual([queue.entries[0].state, queue.entries[0].isRetriable], ["cut", false]);
  assert.equal(asked.length, 1);
  assert.equal(new Set(sent).size, 1);
  queue.retry(queue.entries[0]);
  await settled();
  assert.equal(queue.entries[0].state, "received");
});

test("a portal that is busy is asked again when it says", async () => {
  const { queue, later } = anUploadQueue({ slots: [{ later: "Too many attempts.", seconds: 40 }] });

  queue.add([aFile()]);
  await settled();

  assert.equal(later[0].seconds, 40);
  assert.equal(queue.entries[0].why, "Too many attempts.");
});

test("an expired slot is replaced at once, but not for ever", async () => {
  const { queue, sent, later, states } = anUploadQueue({ ends: ["expired", "received", "expired", "expired"] });

  queue.add([aFile("1.jpg")]);
  await settled();
  queue.add([aFile("2.jpg")]);
  await settled();

  assert.deepEqual(states(), ["received", "refused"]);
  assert.equal(new Set(sent).size, 4);
  assert.equal(later.length, 0);
  assert.ok(queue.canRetry(queue.entries[1]));
});

test("what the portal refuses is not sent again", async () => {
  const { queue, sent } = anUploadQueue({ slots: [{ refused: "Not this kind.", isRetriable: false }] });

  queue.add([aFile()]);
  await settled();

  assert.deepEqual([queue.entries[0].state, queue.entries[0].why, sent.length], ["refused", "Not this kind.", 0]);
  assert.ok(!queue.canRetry(queue.entries[0]));
});

test("a file that the device can no longer read is asked for again", async () => {
  const { queue } = anUploadQueue({ hash: () => Promise.reject(new Error("gone")) });

  queue.add([aFile()]);
  await settled();

  assert.equal(queue.entries[0].state, "lost");
  assert.ok(!queue.canRetry(queue.entries[0]));
});

test("a failure that nobody foresaw leaves no file on its way for ever", async () => {
  const { queue, later, states } = anUploadQueue({ requestSlot: () => Promise.reject(new TypeError("a mistake")) });

  queue.add([aFile("1.jpg"), aFile("2.jpg"), aFile("3.jpg")]);
  await settled();

  assert.deepEqual(states(), ["cut", "cut", "cut"]);
  assert.match(queue.entries[0].why, /unexpected/);
  assert.equal(later.length, 3);
  assert.ok(queue.canRetry(queue.entries[0]));
});

test("removing a file under way stops it and lets the next one go", async () => {
  const { queue, open, states } = anUploadQueue({ ends: ["held", "held", "held"] });
  queue.add([aFile("1.jpg"), aFile("2.jpg"), aFile("3.jpg")]);
  await settled();

  queue.remove(queue.entries[0].id);
  await settled();

  assert.ok(open[0].signal.aborted);
  assert.deepEqual(states(), ["sending", "sending"]);
  open[0].done("received");
  await settled();
  assert.deepEqual(states(), ["sending", "sending"]);
});

test("a removed file that was to be tried again stays removed", async () => {
  const { queue, later, sent } = anUploadQueue({ ends: ["cut"] });
  queue.add([aFile()]);
  await settled();

  queue.remove(queue.entries[0].id);
  later[0].act();
  await settled();

  assert.deepEqual([queue.entries.length, sent.length], [0, 1]);
});

test("the same file is not taken twice, and one that was lost takes its own place", async () => {
  const { queue, states } = anUploadQueue();
  queue.add([aFile()]);
  await settled();
  queue.add([aFile()]);
  assert.equal(queue.entries.length, 1);

  queue.markLost("upload-1", "Not received.");
  assert.deepEqual(queue.saved, [{ id: queue.entries[0].id, name: "photo.jpg", size_bytes: 3, type: "image/jpeg" }]);
  queue.add([aFile()]);
  await settled();

  assert.deepEqual(states(), ["received"]);
  assert.equal(queue.saved[0].upload_id, "upload-2");
});

test("an earlier page's files come back: received, to be sent, or lost", async () => {
  const { queue, states } = anUploadQueue();
  const saved = (name, more = {}) => ({ id: name, name, size_bytes: 3, type: "image/jpeg", ...more });

  queue.restore(
    [saved("1", { upload_id: "a", keptUntil: Date.now() + 1000 }), saved("2", { upload_id: "b", keptUntil: Date.now() - 1 }), saved("3"), saved("4")],
    [null, null, aFile("3"), null],
  );
  await settled();

  assert.deepEqual(states(), ["received", "lost", "received", "lost"]);
});

test("sizes are said as people know them", () => {
  const sizes = [[1, "less than 1 KB"], [2048, "2 KB"], [1024 * 1024 - 1, "1.0 MB"], [4.2 * 1024 * 1024, "4.2 MB"], [LIMIT_BYTES, "10.0 MB"], [LIMIT_BYTES + 1, "10.1 MB"]];
  for (const [bytes, words] of sizes) assert.equal(formatSize(bytes), words);
});

test("what storage answers is understood", () => {
  const answers = [[204, "received"], [201, "received"], [403, "expired"], [0, "cut"], [503, "cut"], [400, "refused"], [413, "refused"]];
  for (const [status, end] of answers) assert.equal(classifyStatus(status), end);
});

test("a digest is SHA-256 in hexadecimal", async () => {
  assert.equal(await computeSha256(new Blob(["abc"])), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("one message says how all files stand", () => {
  const entries = (...states) => states.map((state) => ({ state }));

  assert.equal(summariseUploads(entries("received", "received")), "2 files received.");
  assert.equal(summariseUploads(entries("sending", "waiting", "received", "cut")), "2 files are being sent. 1 file received. 1 file is not sent: see why in the list.");
  assert.equal(summariseUploads([]), "");
});

test("every state has its words", () => {
  const entry = { percent: 40, why: "The line was cut.", isRetriable: true };

  assert.equal(formatProgress({ ...entry, state: "sending" }), "Being sent: 40 %");
  assert.equal(formatProgress({ ...entry, state: "cut" }), "Not sent. The line was cut. We try again by ourselves.");
  assert.equal(formatProgress({ ...entry, state: "cut", isRetriable: false }), "Not sent. The line was cut.");
});

test("a photo goes smaller, under the name and size of what goes, and once", async () => {
  const light = { name: "photo.jpg", type: "image/jpeg", size: 2 };
  const lightened = [];
  const { queue, asked, later } = anUploadQueue({
    ends: ["cut", "received"], slots: [], shrink: async (file) => lightened.push(file) && light,
  });

  queue.add([aFile("photo.png", { type: "image/png", size: 9 })]);
  await settled();
  later[0].act();
  await settled();

  assert.equal(lightened.length, 1);
  assert.deepEqual([asked[0].file_name, asked[0].content_type, asked[0].size_bytes], ["photo.jpg", "image/jpeg", 2]);
  assert.equal(queue.entries[0].state, "received");
  assert.match(formatSizes(queue.entries[0]), / instead of /);
});

test("a photo chosen again is the one that was made smaller", async () => {
  const { queue } = anUploadQueue({ shrink: async () => ({ name: "photo.jpg", type: "image/jpeg", size: 2 }) });
  const photo = aFile("photo.png", { type: "image/png", size: 9 });
  queue.add([photo]);
  await settled();

  queue.add([photo]);
  const again = anUploadQueue();
  again.queue.restore(queue.saved, [null]);
  again.queue.add([photo]);

  assert.equal(queue.entries.length, 1);
  assert.equal(again.queue.entries.length, 1);
});

test("a heavy photo is let in, and refused only where it could not be made small enough", async () => {
  const { queue, states } = anUploadQueue();
  const heavy = aFile("photo.jpg", { size: LIMIT_BYTES + 1 });
  assert.equal(findFileError(heavy, 0), "");

  queue.add([heavy]);
  await settled();

  assert.deepEqual(states(), ["refused"]);
  assert.match(findFileError(aFile("huge.jpg", { size: 5 * LIMIT_BYTES }), 0), /too large/);
});

test("a file that goes under another name is known again after a reload", async () => {
  const { queue } = anUploadQueue({ shrink: async () => ({ name: "photo.webp", type: "image/webp", size: 3 }) });
  queue.add([aFile("photo.jpg")]);
  await settled();

  const again = anUploadQueue();
  again.queue.restore(queue.saved, [null]);
  again.queue.add([aFile("photo.jpg")]);

  assert.deepEqual(queue.saved[0].original, { name: "photo.jpg", size: 3 });
  assert.equal(again.queue.entries.length, 1);
});
