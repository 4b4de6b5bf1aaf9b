import assert from "node:assert/strict";
import { test } from "node:test";
import { NetworkError, Problem } from "../../../static_site/scripts/api.js";
import { Delivery } from "../../../static_site/scripts/delivery.js";

const LOST = new NetworkError();
const no = (status, type = "forbidden", wait = null) => new Problem({ type, title: type, status }, wait);
const DONE = { number: "7K3M9QXT2HDBM" };
const MESSAGE = JSON.stringify({ text: "Hello", upload_ids: ["one"], version: 1 });

/** A delivery whose attempts end so, one after the other; it remembers what went out and what was kept. */
function aDelivery(...ends) {
  const sent = [];
  const kept = [];
  const post = async ({ key, bytes }) => {
    sent.push({ key, bytes });
    const end = ends.shift();
    if (end instanceof Error) throw end;
    return end;
  };
  const delivery = new Delivery(post, (request) => kept.push(request));
  return { delivery, sent, kept, keys: () => new Set(sent.map(({ key }) => key)).size };
}

/** Written by a person, tried, refused, shown. */
async function tryToSend(delivery, bytes) {
  await delivery.prepare(bytes);
  return attempt(delivery);
}

async function attempt(delivery) {
  const result = await delivery.attempt();
  if (result.kind === "refused") await delivery.markRefused();
  return result;
}

test("what is sent gives the portal's answer", async () => {
  const { delivery } = aDelivery(DONE);

  assert.deepEqual(await tryToSend(delivery, MESSAGE), { kind: "sent", result: DONE });
});

test("a lost answer is asked for again with the same key and the same bytes", async () => {
  const { delivery, sent } = aDelivery(LOST, no(503), DONE);

  const results = [await tryToSend(delivery, MESSAGE), await attempt(delivery), await attempt(delivery)];

  assert.deepEqual(results.map(({ kind }) => kind), ["later", "later", "sent"]);
  assert.deepEqual(sent[1], sent[0]);
  assert.deepEqual(sent[2], sent[0]);
});

for (const status of [304, 400, 401, 403, 404, 407, 408, 413, 429]) {
  test(`a ${status} in somebody else's words says nothing about the message: the same goes out again`, async () => {
    const { delivery, sent } = aDelivery(no(status, "unavailable"), DONE);

    const { kind } = await tryToSend(delivery, MESSAGE);
    const isDoubtful = delivery.request.unconfirmed;
    await attempt(delivery);

    assert.deepEqual([kind, isDoubtful], ["later", true]);
    assert.deepEqual(sent[1], sent[0]);
  });
}

for (const result of [null, "", 7, [], {}, { success: true }]) {
  test(`a success that names no file (${JSON.stringify(result)}) was said by somebody on the way`, async () => {
    const { delivery, sent } = aDelivery(result, DONE);

    const { kind } = await tryToSend(delivery, MESSAGE);
    await attempt(delivery);

    assert.equal(kind, "later");
    assert.deepEqual(sent[1], sent[0]);
  });
}

for (const [asked, waited] of [[90, 90], [null, 5], [0, 5], [-1, 5], [10_000_000, 3600]]) {
  test(`an unclear answer that asks for ${asked} seconds is tried again after ${waited}`, async () => {
    const { delivery } = aDelivery(no(429, "unavailable", asked));

    assert.equal((await tryToSend(delivery, MESSAGE)).waitSeconds, waited);
  });
}

test("a first attempt that was clearly refused leaves the next one a key of its own", async () => {
  const { delivery, keys } = aDelivery(no(422), DONE);

  await tryToSend(delivery, MESSAGE);
  await tryToSend(delivery, MESSAGE);

  assert.equal(keys(), 2);
});

for (const [status, type] of [[401, "session_expired"], [403, "forbidden"], [404, "not_found"], [409, "action_not_allowed"], [413, "too_large"]]) {
  test(`${type} to a retry says nothing about the attempt that was lost: the key stays`, async () => {
    const { delivery, sent } = aDelivery(LOST, no(status, type), DONE);

    await tryToSend(delivery, MESSAGE);
    const { kind } = await attempt(delivery);
    await tryToSend(delivery, MESSAGE);

    assert.equal(kind, "refused");
    assert.deepEqual(sent[2], sent[0]);
  });
}

test("too many attempts wait as long as the portal says and keep the key", async () => {
  const { delivery, sent } = aDelivery(LOST, no(429, "throttled", 90), no(404, "not_found"), DONE);

  await tryToSend(delivery, MESSAGE);
  const waiting = await attempt(delivery);
  await attempt(delivery);
  await tryToSend(delivery, MESSAGE);

  assert.deepEqual([waiting.kind, waiting.waitSeconds], ["later", 90]);
  assert.deepEqual(sent[3], sent[0]);
});

test("a throttled first attempt was carried out by nobody: a refusal after it frees the key", async () => {
  const { delivery, keys } = aDelivery(no(429, "throttled", 1), no(422), DONE);

  await tryToSend(delivery, MESSAGE);
  await attempt(delivery);
  await tryToSend(delivery, MESSAGE);

  assert.equal(keys(), 2);
});

test("other words after a doubtful refusal are another message", async () => {
  const { delivery, keys } = aDelivery(LOST, no(401), DONE);

  await tryToSend(delivery, MESSAGE);
  await attempt(delivery);
  await tryToSend(delivery, MESSAGE.replace("Hello", "Hello again"));

  assert.equal(keys(), 2);
});

test("another file is another message too", async () => {
  const { delivery, keys } = aDelivery(LOST, no(422, "invalid_input"), DONE);

  await tryToSend(delivery, MESSAGE);
  await attempt(delivery);
  await tryToSend(delivery, MESSAGE.replace("one", "two"));

  assert.equal(keys(), 2);
});

test("the same words on a newer state, or with a new proof, keep the key", async () => {
  const { delivery, sent } = aDelivery(LOST, no(409, "stale"), DONE);

  await tryToSend(delivery, MESSAGE);
  await attempt(delivery);
  await tryToSend(delivery, MESSAGE.replace('"version":1', '"version":2'));

  assert.equal(sent[2].key, sent[0].key);
  assert.notEqual(sent[2].bytes, sent[0].bytes);
});

test("when the portal has the earlier words under this key, they bring its answer", async () => {
  const newer = MESSAGE.replace('"version":1', '"version":2');
  const newest = MESSAGE.replace('"version":1', '"version":3');
  const { delivery, sent } = aDelivery(LOST, no(409, "stale"), LOST, no(409, "stale"), no(409, "key_reused"), no(409, "key_reused"), DONE);

  await tryToSend(delivery, MESSAGE);
  await attempt(delivery);
  await tryToSend(delivery, newer);
  await attempt(delivery);
  const result = await tryToSend(delivery, newest);

  assert.equal(result.kind, "sent");
  assert.deepEqual(sent.slice(4).map(({ bytes }) => bytes), [newest, newer, MESSAGE]);
});

test("a key that somebody else used is a refusal like any other", async () => {
  const { delivery } = aDelivery(no(409, "key_reused"));

  assert.equal((await tryToSend(delivery, MESSAGE)).kind, "refused");
});

test("a page that goes in the middle of sending leaves a message that may have arrived", async () => {
  const { delivery, kept } = aDelivery(LOST);
  await tryToSend(delivery, MESSAGE);
  const after = aDelivery(no(404, "not_found"), DONE);

  after.delivery.restore(kept.at(-1));
  assert.ok(after.delivery.isPending);
  await attempt(after.delivery);
  assert.ok(!after.delivery.isPending, "it waits for a person");
  await tryToSend(after.delivery, MESSAGE);

  assert.equal(after.keys(), 1);
  assert.equal(after.sent[1].key, kept.at(-1).key);
});

test("the message is kept before the network sees it", async () => {
  const order = [];
  const delivery = new Delivery(async () => order.push("sent"), (request) => order.push(request.unconfirmed ? "kept as doubtful" : "kept"));

  await tryToSend(delivery, MESSAGE);

  assert.deepEqual(order, ["kept", "kept as doubtful", "sent"]);
});

test("waits grow and begin anew with another message", async () => {
  const { delivery } = aDelivery(...Array(8).fill(LOST));
  const wait = async () => (await delivery.attempt()).waitSeconds;
  await delivery.prepare(MESSAGE);

  assert.deepEqual([await wait(), await wait(), await wait(), await wait(), await wait(), await wait()], [5, 10, 20, 40, 60, 60]);
  delivery.restore(null);
  await delivery.prepare(MESSAGE);
  assert.equal(await wait(), 5);
});

test("a fault of the page is no lost network", async () => {
  const { delivery } = aDelivery(new TypeError("a fault"));

  await assert.rejects(tryToSend(delivery, MESSAGE), TypeError);
});
