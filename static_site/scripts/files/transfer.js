// One file to its slot: a presigned POST, straight to where files are stored. XMLHttpRequest, because fetch tells
// nothing of how far it is.

/** A line that moves nothing for so long is cut. */
const STALLED_AFTER_SECONDS = 30;

/** @typedef {{ upload_id: string, url: string, fields: Record<string, string> }} Slot */
/** @typedef {"received" | "cut" | "expired" | "refused"} Reached */

/**
 * @param {Slot} slot @param {Blob} file
 * @param {{ signal: AbortSignal, progress: (percent: number) => void }} watch
 * @returns {Promise<Reached>}
 */
export function transfer({ url, fields }, file, { signal, progress }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file); // last: what comes after it is not read
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let stalled;
    const moved = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_AFTER_SECONDS * 1000);
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      moved();
      progress(total ? Math.min(99, Math.floor((loaded / total) * 100)) : 0);
    });
    request.addEventListener("loadend", () => {
      clearTimeout(stalled);
      done(reached(request.status));
    });
    signal.addEventListener("abort", () => request.abort());
    moved();
    request.open("POST", url);
    request.send(form);
  });
}

/** @param {number} status 0 where no answer came @returns {Reached} */
export function reached(status) {
  if (status >= 200 && status < 300) return "received";
  if (status === 403) return "expired";
  return status === 0 || status === 408 || status === 429 || status >= 500 ? "cut" : "refused";
}

/** @param {Blob} file @returns {Promise<string>} SHA-256 in hexadecimal */
export async function digest(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
