// A photo made smaller before it goes: phones take pictures of many megabytes where a few hundred kilobytes show the
// same. What the browser can't open, or what would not become much smaller, goes as it is.
import { replaceExtension } from "./file-name.js";

const PHOTOS = ["image/jpeg", "image/png", "image/webp"];
/** An A4 page still reads well: over 200 dots an inch. */
const LONGEST_SIDE_PIXELS = 2400;
const QUALITY = 0.82;
const MIN_SHRINK_BYTES = 500 * 1024;
const MAX_SHRUNK_RATIO = 0.8;

/** Whether a smaller one is worth trying. @param {{ type: string, size: number }} file */
export function isLargePhoto({ type, size }) {
  return PHOTOS.includes(type) && size > MIN_SHRINK_BYTES;
}

/** @param {File} file @returns {Promise<File>} the same where it stays as it is */
export async function shrinkPhoto(file) {
  // Without it the browser would draw what the camera stored, perhaps lying on its side.
  if (!isLargePhoto(file) || !CSS.supports("image-orientation", "from-image")) return file;
  const address = URL.createObjectURL(file);
  try {
    const photo = await drawSmaller(address);
    if (!photo || photo.size > file.size * MAX_SHRUNK_RATIO) return file;
    return new File([photo], replaceExtension(file.name, "jpg"), { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Through an image, not a bitmap: browsers then decode no more of it than is drawn. @param {string} address @returns {Promise<Blob | null>} */
async function drawSmaller(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const scale = Math.min(1, LONGEST_SIDE_PIXELS / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const paper = canvas.getContext("2d");
  if (!paper) return null;
  paper.fillStyle = "#fff"; // JPEG knows no transparency
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}
