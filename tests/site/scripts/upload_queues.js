// A queue of files whose ways out are what a test says.
import { UploadQueue } from "../../../static_site/scripts/files/upload-queue.js";

export const aFile = (name = "photo.jpg", { type = "image/jpeg", size = 3 } = {}) => ({ name, type, size });
export const aSlot = (id = "upload-1") => ({ upload_id: id, url: "/", fields: {}, expires_at: "2099-01-01T00:00:00Z" });
export const settled = () => new Promise((done) => setTimeout(done, 0));

/** A queue whose uploads end so, one after the other (well, when nothing is said); `open` holds those that shall wait. */
export function anUploadQueue({ ends = [], slots = [], ...options } = {}) {
  const asked = [];
  const sent = [];
  const open = [];
  const later = [];
  const queue = new UploadQueue({
    requestSlot: async (description) => {
      asked.push(description);
      return slots.shift() ?? aSlot(`upload-${asked.length}`);
    },
    upload: (slot, file, { signal }) => {
      sent.push(slot.upload_id);
      const end = ends.shift() ?? "received";
      return end === "held" ? new Promise((done) => open.push({ done, signal })) : Promise.resolve(end);
    },
    shrink: async (file) => file,
    hash: async () => "0".repeat(64),
    onChange: () => {},
    setTimer: (act, milliseconds) => later.push({ act, seconds: milliseconds / 1000 }),
    ...options,
  });
  return { queue, asked, sent, open, later, states: () => queue.entries.map(({ state }) => state) };
}
