// Stands before the sending of a message: while files are on their way it waits for them and says so; where some will
// not arrive it offers to try again or to send without them. What is written stays in any case.
import { find } from "../elements.js";
import { n, t } from "../texts.js";

export class FilesFirst {
  /** Whether the person wants to send and the message waits for files. */
  isWaiting = false;

  /** @param {HTMLElement} within @param {import("./upload-field.js").UploadField} field @param {() => void} go */
  constructor(within, field, go) {
    this.field = field;
    this.go = go;
    this.box = find(within, "[data-files-first]");
    this.again = find(this.box, "[data-files-again]");
    this.again.addEventListener("click", () => {
      field.retryAll();
      this.passes();
    });
    find(this.box, "[data-files-without]").addEventListener("click", () => {
      field.dropUnsent();
      this.#leave();
    });
  }

  /** Whether the message can go now; if not, what it waits for is shown, and it goes by itself. */
  passes() {
    const { waiting, failed, retriable } = this.field.standing;
    if (!waiting && !failed) {
      this.close();
      return true;
    }
    this.isWaiting = waiting > 0;
    this.again.hidden = !retriable;
    const isNew = this.box.hidden;
    this.#say(waiting, failed);
    if (isNew) this.#bringIntoView();
    return false;
  }

  /** A file has moved on. */
  follow() {
    if (this.box.hidden) return;
    const { waiting, failed } = this.field.standing;
    if (waiting || failed) this.passes();
    // Who removed by hand what failed looks again before sending; who waited is done waiting.
    else if (this.isWaiting) this.#leave();
    else this.close();
  }

  close() {
    this.isWaiting = false;
    this.box.hidden = true;
  }

  #leave() {
    this.close();
    this.go();
  }

  /** It may stand far from the button that was pressed. */
  #bringIntoView() {
    const title = find(this.box, "[data-files-first-title]");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "center" });
  }

  /** @param {number} waiting @param {number} failed */
  #say(waiting, failed) {
    this.box.hidden = false;
    const title = waiting ? t("Your files first") : t("Not everything is there");
    const lines = [
      waiting ? n("{count} file is still on its way. Your text goes out by itself as soon as it has arrived.", "{count} files are still on their way. Your text goes out by itself as soon as they have arrived.", waiting) : "",
      failed ? n("{count} file could not be sent.", "{count} files could not be sent.", failed) : "",
    ];
    write(find(this.box, "[data-files-first-title]"), title);
    write(find(this.box, "[data-files-first-text]"), lines.filter(Boolean).join(" "));
  }
}

/** What is said again is not heard again. @param {HTMLElement} target @param {string} text */
function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
