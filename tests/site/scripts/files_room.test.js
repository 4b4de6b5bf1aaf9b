import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMIT_BYTES, reasonAgainst } from "../../../static_site/scripts/files/rules.js";
import { aFile, aQueue, settled } from "./a_queue.js";

test("ten files go with a message, and those that failed do not count", () => {
  const { queue, states } = aQueue({ ends: Array(12).fill("held") });

  queue.add([aFile("film.mov", { type: "video/quicktime" }), ...Array.from({ length: 11 }, (_, at) => aFile(`${at}.jpg`))]);

  assert.equal(states().filter((state) => state === "refused").length, 2);
  assert.match(queue.rows[11].why, /10 files/);
});

test("a file refused for want of room goes once there is room, and one that is too large does not", async () => {
  const { queue, sent, states } = aQueue();
  queue.add([...Array.from({ length: 11 }, (_, each) => aFile(`${each}.jpg`)), aFile("x.pdf", { type: "application/pdf", size: LIMIT_BYTES + 1 })]);
  await settled();

  queue.remove(queue.rows[0].id);
  await settled();

  assert.deepEqual(states(), [...Array(10).fill("received"), "refused"]);
  assert.equal(sent.length, 11);
});

test("two scans of one name and one size are two files, the same one chosen twice is one", async () => {
  const { queue } = aQueue();
  const one = { ...aFile("scan.pdf", { type: "application/pdf" }), lastModified: 1 };

  queue.add([one]);
  queue.add([one, { ...one, lastModified: 2 }]);
  await settled();

  assert.equal(queue.rows.length, 2);
});

test("the limit itself is allowed, an empty file is not", () => {
  assert.equal(reasonAgainst(aFile("a.pdf", { type: "application/pdf", size: LIMIT_BYTES }), 9), "");
  assert.match(reasonAgainst(aFile("a.pdf", { type: "application/pdf", size: LIMIT_BYTES + 1 }), 0), /too large/);
  assert.match(reasonAgainst(aFile("a.jpg", { size: 0 }), 0), /empty/);
});
