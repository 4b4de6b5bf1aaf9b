import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { NetworkError, Problem, get, post } from "../../../static_site/scripts/api.js";

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** FormValues each call alike and remembers it. */
function answering(status, body, headers = {}) {
  const calls = [];
  globalThis.fetch = async (address, request) => {
    calls.push({ address, ...request });
    return new Response(body, { status, headers });
  };
  return calls;
}

test("a command carries its key, its session and the page's language", async () => {
  const calls = answering(201, '{"number": "7K3M9QXT2HDBM"}');

  const answer = await post("/complaints", { body: { kind: "question" }, key: "a-key", token: "a-token" });

  assert.deepEqual(answer, { number: "7K3M9QXT2HDBM" });
  const [{ address, method, headers, body }] = calls;
  assert.equal(`${method} ${address}`, "POST /api/complaints");
  assert.equal(headers["Idempotency-Key"], "a-key");
  assert.equal(headers.Authorization, "Bearer a-token");
  assert.equal(headers["Accept-Language"], "en");
  assert.equal(body, '{"kind":"question"}');
});

test("bytes to be repeated are sent as they are", async () => {
  const calls = answering(201, "{}");
  await post("/complaints", { bytes: '{ "kind" :"question"}' });
  assert.equal(calls[0].body, '{ "kind" :"question"}');
});

test("a refusal tells its type, its fields and how long to wait", async () => {
  const said = { type: "invalid_input", title: "Wrong", errors: [{ field: "citizen.email", code: "invalid", message: "No" }] };
  answering(422, JSON.stringify(said), { "Retry-After": "30" });

  const problem = await post("/complaints", { body: {} }).catch((failure) => failure);

  assert.ok(problem instanceof Problem);
  assert.deepEqual([problem.type, problem.status, problem.retryAfterSeconds], ["invalid_input", 422, 30]);
  assert.equal(problem.errors[0].field, "citizen.email");
});

test("what a gateway says in its own words is an outage", async () => {
  answering(504, "<html>Gateway Timeout</html>");

  const problem = await get("/health").catch((failure) => failure);

  assert.deepEqual([problem.type, problem.status], ["unavailable", 504]);
});

for (const body of ["<html>Forbidden</html>", "", "null", '{"message": "Forbidden"}', '{"type": "about:blank", "title": "Forbidden"}', '{"type": "https://proxy.example/quota", "title": "Quota"}']) {
  test(`a refusal in words that are not the portal's is unclear: ${body}`, async () => {
    answering(403, body, { "Retry-After": "30" });

    const problem = await post("/complaints", { body: {} }).catch((failure) => failure);

    assert.ok(problem.isInconclusive);
    assert.deepEqual([problem.type, problem.retryAfterSeconds], ["unavailable", 30]);
  });
}

test("the portal's own refusal is clear, its outage is not", async () => {
  answering(403, '{"type": "proof_required", "title": "No"}');
  assert.equal((await get("/x").catch((failure) => failure)).isInconclusive, false);

  answering(503, '{"type": "unavailable", "title": "Later"}');
  assert.equal((await get("/x").catch((failure) => failure)).isInconclusive, true);
});

test("a lost network is told apart from a refusal", async () => {
  globalThis.fetch = async () => {
    throw new TypeError("Failed to fetch");
  };
  await assert.rejects(get("/health"), NetworkError);
});

test("an answer cut in the middle is a lost network too", async () => {
  globalThis.fetch = async () => ({ ok: true, status: 201, headers: new Headers(), text: () => Promise.reject(new TypeError()) });
  await assert.rejects(post("/complaints", { body: {} }), NetworkError);
});

test("what another network says in the portal's place is no answer of the portal", async () => {
  answering(200, "<html>Sign in to the café</html>");
  await assert.rejects(post("/complaints", { body: {} }), NetworkError);
});

test("an answer that never comes is given up", async () => {
  globalThis.fetch = (address, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await assert.rejects(get("/health", { timeoutSeconds: 0.01 }), NetworkError);
});
