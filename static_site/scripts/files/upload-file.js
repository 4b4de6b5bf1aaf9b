// Uploads one file to its slot: a presigned POST straight to S3. XMLHttpRequest, because fetch reports no upload
// progress.

/** Abort an upload without progress after this long. */
const STALLED_AFTER_SECONDS = 30;

/** @typedef {{ upload_id: string, url: string, fields: Record<string, string> }} Slot */
/** @typedef {"received" | "cut" | "expired" | "refused"} UploadResult */

/**
 * @param {Slot} slot @param {Blob} file
 * @param {{ signal: AbortSignal, progress: (percent: number) => void }} options
 * @returns {Promise<UploadResult>}
 */
export function uploadFile({ url, fields }, file, { signal, progress }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file); // last: what comes after it is not read
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let stalled;
    const restartTimer = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_AFTER_SECONDS * 1000);
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      restartTimer();
      progress(total ? Math.min(99, Math.floor((loaded / total) * 100)) : 0);
    });
    request.addEventListener("loadend", () => {
      clearTimeout(stalled);
      done(classifyStatus(request.status));
    });
    signal.addEventListener("abort", () => request.abort());
    restartTimer();
    request.open("POST", url);
    request.send(form);
  });
}

/** @param {number} status 0 where no answer came @returns {UploadResult} */
export function classifyStatus(status) {
  if (status >= 200 && status < 300) return "received";
  if (status === 403) return "expired";
  return status === 0 || status === 408 || status === 429 || status >= 500 ? "cut" : "refused";
}

/** @param {Blob} file @returns {Promise<string>} SHA-256 in hexadecimal */
export async function computeSha256(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
