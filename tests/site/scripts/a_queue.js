// A queue of files whose ways out are what a test says.
import { Queue } from "../../../static_site/scripts/files/queue.js";

export const aFile = (name = "photo.jpg", { type = "image/jpeg", size = 3 } = {}) => ({ name, type, size });
export const settled = () => new Promise((done) => setTimeout(done, 0));

/** A queue whose uploads end so, one after the other (well, when nothing is said); `open` holds those that shall wait. */
export function aQueue({ ends = [], slots = [], ...ways } = {}) {
  const asked = [];
  const sent = [];
  const open = [];
  const later = [];
  const queue = new Queue({
    ask: async (description) => {
      asked.push(description);
      return slots.shift() ?? { upload_id: `upload-${asked.length}`, url: "/", fields: {} };
    },
    transfer: (slot, file, { signal }) => {
      sent.push(slot.upload_id);
      const end = ends.shift() ?? "received";
      return end === "held" ? new Promise((done) => open.push({ done, signal })) : Promise.resolve(end);
    },
    lighten: async (file) => file,
    digest: async () => "0".repeat(64),
    changed: () => {},
    later: (act, milliseconds) => later.push({ act, seconds: milliseconds / 1000 }),
    ...ways,
  });
  return { queue, asked, sent, open, later, states: () => queue.rows.map(({ state }) => state) };
}
