// Holds a message back while its files are being uploaded, and sends it by itself afterwards; when uploads failed it
// offers to retry them or to send without them. Typed text stays in any case.
import { findElement } from "../elements.js";
import { n, t } from "../texts.js";

export class UploadGate {
  /** Whether the message is held back until uploads end. */
  isWaiting = false;

  /** @param {HTMLElement} within @param {import("./upload-field.js").UploadField} field @param {() => void} onReady */
  constructor(within, field, onReady) {
    this.field = field;
    this.onReady = onReady;
    this.box = findElement(within, "[data-files-first]");
    this.again = findElement(this.box, "[data-files-again]");
    this.again.addEventListener("click", () => {
      field.retryAll();
      this.checkUploads();
    });
    findElement(this.box, "[data-files-without]").addEventListener("click", () => {
      field.removeUnsent();
      this.#proceed();
    });
  }

  /** Whether the message can be sent now; if not, show what it waits for, and send it by itself later. */
  checkUploads() {
    const { waiting, failed, retriable } = this.field.progress;
    if (!waiting && !failed) {
      this.close();
      return true;
    }
    this.isWaiting = waiting > 0;
    this.again.hidden = !retriable;
    const isNew = this.box.hidden;
    this.#showStatus(waiting, failed);
    if (isNew) this.#bringIntoView();
    return false;
  }

  /** The state of a file has changed. */
  update() {
    if (this.box.hidden) return;
    const { waiting, failed } = this.field.progress;
    if (waiting || failed) this.checkUploads();
    // Send by itself only if the message waited for uploads; after failed files were removed the person sends it.
    else if (this.isWaiting) this.#proceed();
    else this.close();
  }

  close() {
    this.isWaiting = false;
    this.box.hidden = true;
  }

  #proceed() {
    this.close();
    this.onReady();
  }

  /** It may be far from the button that was pressed. */
  #bringIntoView() {
    const title = findElement(this.box, "[data-files-first-title]");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "center" });
  }

  /** @param {number} waiting @param {number} failed */
  #showStatus(waiting, failed) {
    this.box.hidden = false;
    const title = waiting ? t("Your files first") : t("Not everything is there");
    const lines = [
      waiting ? n("{count} file is still on its way. Your text goes out by itself as soon as it has arrived.", "{count} files are still on their way. Your text goes out by itself as soon as they have arrived.", waiting) : "",
      failed ? n("{count} file could not be sent.", "{count} files could not be sent.", failed) : "",
    ];
    setText(findElement(this.box, "[data-files-first-title]"), title);
    setText(findElement(this.box, "[data-files-first-text]"), lines.filter(Boolean).join(" "));
  }
}

/** Setting the same text again would make screen readers repeat it. @param {HTMLElement} target @param {string} text */
function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
