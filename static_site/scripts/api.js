// Calls to the portal's API. A call returns the JSON of a success, or throws: Problem when the server refused,
// NetworkError when nobody knows whether the request arrived.
import { code } from "#language";
import { t } from "./texts.js";

const TIMEOUT_SECONDS = 30;
/** The API's problem types are single words; a proxy that speaks RFC 9457 sends "about:blank" or a URL. */
const PROBLEM_TYPE = /^[a-z_]+$/;

/** @typedef {{ field: string, code?: string, message: string }} FieldError */
/**
 * @typedef {object} Options
 * @property {unknown} [body] sent as JSON
 * @property {string} [bytes] sent as it is: a retry must repeat the very same body
 * @property {string} [token] of a session
 * @property {string} [key] the Idempotency-Key of a command; the same for each retry
 * @property {number} [timeoutSeconds]
 */

/** The server's refusal (RFC 9457), or an answer that is not the portal's; `message` can be shown. */
export class Problem extends Error {
  /** @param {{ type: string, title: string, status: number, detail?: string, errors?: FieldError[] }} problem @param {number | null} retryAfterSeconds */
  constructor(problem, retryAfterSeconds = null) {
    super(problem.detail || problem.title);
    this.type = problem.type;
    this.title = problem.title;
    this.status = problem.status;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether the request may have been carried out all the same: an outage, or an answer by a proxy or gateway. */
  get isInconclusive() {
    return this.type === "unavailable" || this.status >= 500;
  }
}

/** No answer came: connection lost, or timeout. */
export class NetworkError extends Error {
  constructor() {
    super(t("The connection was lost."));
  }
}

/** An Idempotency-Key for one command. */
export function createKey() {
  return crypto.randomUUID();
}

/** @param {string} path below /api @param {Options} [options] @returns {Promise<any>} */
export function get(path, options) {
  return call("GET", path, options);
}

/** @param {string} path below /api @param {Options} [options] @returns {Promise<any>} */
export function post(path, options) {
  return call("POST", path, options);
}

/** A published file, such as `/data/agencies.json`. @param {string} address @returns {Promise<any>} */
export async function fetchPublished(address) {
  const response = await fetchText(address, {}, TIMEOUT_SECONDS);
  return response.ok ? readJson(response) : throwProblem(response);
}

/** @param {string} method @param {string} path @param {Options} [options] */
async function call(method, path, options = {}) {
  const { body, token, key, timeoutSeconds = TIMEOUT_SECONDS } = options;
  const bytes = options.bytes ?? (body === undefined ? undefined : JSON.stringify(body));
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "Accept-Language": code };
  if (bytes !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  if (key) headers["Idempotency-Key"] = key;
  const response = await fetchText(`/api${path}`, { method, headers, body: bytes }, timeoutSeconds);
  return response.ok ? readJson(response) : throwProblem(response);
}

/** @param {string} address @param {RequestInit} request @param {number} timeoutSeconds */
async function fetchText(address, request, timeoutSeconds) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutSeconds * 1000);
  try {
    const response = await fetch(address, { ...request, signal: controller.signal, credentials: "omit" });
    // The body may be cut too, so it is read here, under the same limit.
    return { ok: response.ok, status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    throw new NetworkError();
  } finally {
    clearTimeout(timer);
  }
}

/** @typedef {Awaited<ReturnType<typeof fetchText>>} FetchedResponse */

/** @param {FetchedResponse} response */
function readJson(response) {
  try {
    return response.text ? JSON.parse(response.text) : null;
  } catch {
    // A captive portal (hotel, café) answered in the portal's place.
    throw new NetworkError();
  }
}

/** @param {FetchedResponse} response @returns {never} */
function throwProblem(response) {
  const after = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  throw new Problem(readProblem(response), Number.isNaN(after) ? null : after);
}

/** @param {FetchedResponse} response */
function readProblem(response) {
  try {
    const problem = JSON.parse(response.text);
    if (PROBLEM_TYPE.test(problem.type) && problem.title) return { ...problem, status: response.status };
  } catch {
    // A gateway or proxy answered instead of the API: its text is of no use to anyone.
  }
  const title = t("The service is not available at the moment. Please try again in a few minutes.");
  return { type: "unavailable", title, status: response.status };
}
