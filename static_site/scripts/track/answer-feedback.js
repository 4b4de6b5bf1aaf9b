// The citizen's feedback on an answer: rating, whether a promise was kept, reopening. The API says which are offered.
import { reopenUntil } from "#words";
import { describeScore } from "../complaint/words.js";
import { validateText } from "../complaint/text-validation.js";
import { formatDate, getToday } from "../dates.js";
import { createElement, findElement, moveFocusTo } from "../elements.js";
import { t } from "../texts.js";

/** @typedef {import("../complaint/api-types.js").Complaint} Complaint */
/** @typedef {import("../complaint/action-form.js").ActionForm} ActionForm */
/** @typedef {{ path: string, doneMessage: string } & Pick<import("../complaint/action-form.js").ActionFormOptions, "validate" | "buildBody"> & { after?: () => void }} FeedbackFormOptions */

const MIN_SATISFIED_SCORE = 4;

export class AnswerFeedback {
  /** @type {Complaint | null} */
  complaint = null;

  /** @param {HTMLElement} screen @param {(act: string, options: FeedbackFormOptions) => ActionForm} createForm @param {() => void} goToConversation */
  constructor(screen, createForm, goToConversation) {
    this.block = findElement(screen, "[data-judging]");
    this.thanks = findElement(this.block, "[data-thanks]");
    this.rating = createForm("rating", {
      path: "rating",
      validate: ({ score, ...values }) => [
        ...(score ? [] : [{ field: "score", message: t("Choose how satisfied you are") }]),
        ...validateText(values, { field: "comment", limit: 1000 }),
      ],
      buildBody: ({ score, comment }) => ({ score: Number(score), comment: comment.trim() || null }),
      doneMessage: "",
      after: () => this.#showThanks(),
    });
    this.reopening = createForm("reopening", {
      path: "reopening",
      validate: (values) => validateText(this.#removePrefill(values), { field: "missing", limit: 3000, missing: t("Say what is missing") }),
      buildBody: ({ missing }, uploadIds) => ({ missing: missing.trim(), upload_ids: uploadIds }),
      doneMessage: t("Your request has been passed on, with what you say is missing."),
    });
    this.promise = createForm("promise", {
      path: "promise",
      buildBody: ({ kept }) => ({ kept: kept === "true" }),
      doneMessage: t("Thank you. The administration sees what you said of its commitment."),
    });
    this.details = /** @type {HTMLDetailsElement} */ (this.reopening.form.closest("details"));
    this.missing = /** @type {HTMLTextAreaElement} */ (findElement(this.reopening.form, "textarea"));
    this.#listen(goToConversation);
  }

  get forms() {
    return [this.rating, this.reopening, this.promise];
  }

  /** @param {Complaint} complaint */
  show(complaint) {
    // The thanks belong to the rating of this answer: hide them at the next look, or with another complaint.
    if (complaint.number !== this.complaint?.number || !complaint.rating || complaint.days_left !== null) this.thanks.hidden = true;
    this.complaint = complaint;
    const offered = /** @type {NodeListOf<HTMLElement>} */ (this.block.querySelectorAll("[data-asks]"));
    for (const each of offered) each.hidden = !isOffered(each.dataset.asks ?? "", complaint);
    if (!complaint.may.includes("reopen")) this.details.open = false;
    this.block.hidden = !complaint.answer || complaint.days_left !== null || [...offered, this.thanks].every((each) => each.hidden);
    findElement(this.block, "[data-next]").textContent = `${describeNextLook(complaint)} ${describeReopenUntil(complaint)}`;
  }

  /** Called once the forms have restored their drafts. */
  restoreDetails() {
    this.details.open = !this.reopening.isEmpty;
  }

  clear() {
    this.complaint = null;
    this.thanks.replaceChildren();
    this.thanks.hidden = true;
    this.details.open = false;
  }

  #showThanks() {
    const { rating, may } = /** @type {Complaint} */ (this.complaint);
    const isSatisfied = (rating?.score ?? 0) >= MIN_SATISFIED_SCORE;
    const first = isSatisfied ? t("Thank you. The file is closed.") : t("Thank you for your judgement.");
    const more = isSatisfied ? describeReopenUntil(/** @type {Complaint} */ (this.complaint)) : t("If you wish somebody else to look at your file, say below what is missing: we have begun the text for you.");
    const lines = may.includes("reopen") ? [first, more] : [first];
    this.thanks.replaceChildren(...lines.map((line) => createElement("p", "govuk-body", line)));
    this.thanks.hidden = false;
    this.block.hidden = false;
    this.details.open = !isSatisfied;
    moveFocusTo(this.thanks);
  }

  /** @param {() => void} goToConversation */
  #listen(goToConversation) {
    const comment = findElement(this.rating.form, "[data-comment]");
    this.rating.form.addEventListener("change", () => {
      comment.hidden = !this.rating.form.querySelector(":checked");
    });
    const kept = /** @type {HTMLInputElement} */ (findElement(this.promise.form, "[name=kept]"));
    this.promise.form.addEventListener("click", ({ target }) => {
      kept.value = /** @type {HTMLElement} */ (target).closest("button")?.dataset.kept ?? kept.value;
    });
    this.details.addEventListener("toggle", () => this.#prefillReason());
    findElement(this.block, "[data-add]").addEventListener("click", (event) => {
      event.preventDefault();
      goToConversation();
    });
  }

  /** Prefill the reason with the comment of the rating, or with the rating in words. */
  #prefillReason() {
    const start = draftReason(this.complaint);
    if (!this.details.open || !start || this.missing.value) return;
    this.missing.value = start;
    this.missing.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** The prefilled text alone is no reason. @param {import("../submit/draft.js").FormValues} values */
  #removePrefill(values) {
    const isPrefill = !this.complaint?.rating?.comment && values.missing === draftReason(this.complaint);
    return isPrefill ? { ...values, missing: "" } : values;
  }
}

/** @param {Complaint | null} complaint */
function draftReason(complaint) {
  const rating = complaint?.rating;
  if (!rating || rating.score >= MIN_SATISFIED_SCORE) return "";
  return rating.comment ?? `${t("{label}:", { label: describeScore(rating.score) })} `;
}

/** @param {Complaint} complaint */
function describeNextLook({ look }) {
  return look === 1
    ? t("The supervisor in the administration takes up your file, not whoever answered you. A new reasoned answer is owed to you within 60 days.")
    : t("The portal’s coordination takes up your file. A new reasoned answer is owed to you within 60 days.");
}

/** @param {Complaint} complaint */
function describeReopenUntil({ answer }) {
  return answer ? t(reopenUntil, { date: formatDate(answer.reopen_until) }) : "";
}

/** The promise is asked about from its date on: before, "not kept" would be premature. @param {string} act @param {Complaint} complaint */
function isOffered(act, { may, answer }) {
  return may.includes(act) && (act !== "promise" || (answer?.promised_on ?? "") <= getToday());
}
