// Calls to the portal's API. A call gives the JSON of a success, or throws: Problem when the server said no,
// NetworkLost when nobody knows whether it heard.
import { code } from "#language";
import { t } from "./texts.js";

const TIMEOUT_SECONDS = 30;
/** One word of the API's list; others that speak RFC 9457 on the way say "about:blank" or an address. */
const PORTALS_TYPE = /^[a-z_]+$/;

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
  /** @param {{ type: string, title: string, status: number, detail?: string, errors?: FieldError[] }} said @param {number | null} retryAfterSeconds */
  constructor(said, retryAfterSeconds = null) {
    super(said.detail || said.title);
    this.type = said.type;
    this.title = said.title;
    this.status = said.status;
    this.errors = said.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether it says nothing about what became of the request: an outage, or words of somebody on the way. */
  get isUnclear() {
    return this.type === "unavailable" || this.status >= 500;
  }
}

/** No answer came: line cut, or too late. */
export class NetworkLost extends Error {
  constructor() {
    super(t("The connection was lost."));
  }
}

/** A key for one command. */
export function newKey() {
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
export async function published(address) {
  const response = await reach(address, {}, TIMEOUT_SECONDS);
  return response.ok ? readJson(response) : refuse(response);
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
  const response = await reach(`/api${path}`, { method, headers, body: bytes }, timeoutSeconds);
  return response.ok ? readJson(response) : refuse(response);
}

/** @param {string} address @param {RequestInit} request @param {number} timeoutSeconds */
async function reach(address, request, timeoutSeconds) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutSeconds * 1000);
  try {
    const response = await fetch(address, { ...request, signal: controller.signal, credentials: "omit" });
    // The body may be cut too, so it is read here, under the same limit.
    return { ok: response.ok, status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    throw new NetworkLost();
  } finally {
    clearTimeout(timer);
  }
}

/** @typedef {Awaited<ReturnType<typeof reach>>} Reached */

/** @param {Reached} response */
function readJson(response) {
  try {
    return response.text ? JSON.parse(response.text) : null;
  } catch {
    // A hotel's or a café's network answered in the portal's place.
    throw new NetworkLost();
  }
}

/** @param {Reached} response @returns {never} */
function refuse(response) {
  const after = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  throw new Problem(readProblem(response), Number.isNaN(after) ? null : after);
}

/** @param {Reached} response */
function readProblem(response) {
  try {
    const said = JSON.parse(response.text);
    if (PORTALS_TYPE.test(said.type) && said.title) return { ...said, status: response.status };
  } catch {
    // Something before the API answered, a gateway or a proxy: its words are of no use to anyone.
  }
  const title = t("The service is not available at the moment. Please try again in a few minutes.");
  return { type: "unavailable", title, status: response.status };
}
