// What a citizen says of an answer: satisfied or not, whether a commitment was kept, that somebody else shall look again.
// What is offered is what the API allows now.
import { scoreInWords } from "../case/words.js";
import { textErrors } from "../case/text-rules.js";
import { formatDate, today } from "../dates.js";
import { element, find, moveFocusTo } from "../elements.js";
import { t } from "../texts.js";

/** @typedef {import("../case/view.js").View} View */
/** @typedef {import("../case/act-form.js").ActForm} ActForm */
/** @typedef {{ path: string, said: string } & Pick<import("../case/act-form.js").Conduct, "check" | "bodyOf"> & { after?: () => void }} How */

const SATISFIED = 4;

export class Judging {
  /** @type {View | null} */
  view = null;

  /** @param {HTMLElement} scene @param {(act: string, how: How) => ActForm} makeForm @param {() => void} toConversation */
  constructor(scene, makeForm, toConversation) {
    this.block = find(scene, "[data-judging]");
    this.thanks = find(this.block, "[data-thanks]");
    this.rating = makeForm("rating", {
      path: "rating",
      check: ({ score, ...answers }) => [
        ...(score ? [] : [{ field: "score", message: t("Choose how satisfied you are") }]),
        ...textErrors(answers, { field: "comment", limit: 1000 }),
      ],
      bodyOf: ({ score, comment }) => ({ score: Number(score), comment: comment.trim() || null }),
      said: "",
      after: () => this.#thank(),
    });
    this.reopening = makeForm("reopening", {
      path: "reopening",
      check: (answers) => textErrors(this.#begun(answers), { field: "missing", limit: 3000, missing: t("Say what is missing") }),
      bodyOf: ({ missing }, uploadIds) => ({ missing: missing.trim(), upload_ids: uploadIds }),
      said: t("Your request has been passed on, with what you say is missing."),
    });
    this.promise = makeForm("promise", {
      path: "promise",
      bodyOf: ({ kept }) => ({ kept: kept === "true" }),
      said: t("Thank you. The administration sees what you said of its commitment."),
    });
    this.details = /** @type {HTMLDetailsElement} */ (this.reopening.form.closest("details"));
    this.missing = /** @type {HTMLTextAreaElement} */ (find(this.reopening.form, "textarea"));
    this.#listen(toConversation);
  }

  get forms() {
    return [this.rating, this.reopening, this.promise];
  }

  /** @param {View} view */
  show(view) {
    // The thanks are for the judgement of this answer: they end with the next look, and with another file.
    if (view.number !== this.view?.number || !view.rating || view.days_left !== null) this.thanks.hidden = true;
    this.view = view;
    const offered = /** @type {NodeListOf<HTMLElement>} */ (this.block.querySelectorAll("[data-asks]"));
    for (const each of offered) each.hidden = !isAsked(each.dataset.asks ?? "", view);
    if (!view.may.includes("reopen")) this.details.open = false;
    this.block.hidden = !view.answer || view.days_left !== null || [...offered, this.thanks].every((each) => each.hidden);
    find(this.block, "[data-next]").textContent = `${nextLook(view)} ${until(view)}`;
  }

  /** After the forms have got back what was typed. */
  unfold() {
    this.details.open = !this.reopening.isEmpty;
  }

  clear() {
    this.view = null;
    this.thanks.replaceChildren();
    this.thanks.hidden = true;
    this.details.open = false;
  }

  #thank() {
    const { rating, may } = /** @type {View} */ (this.view);
    const isSatisfied = (rating?.score ?? 0) >= SATISFIED;
    const first = isSatisfied ? t("Thank you. The file is closed.") : t("Thank you for your judgement.");
    const more = isSatisfied ? until(/** @type {View} */ (this.view)) : t("If you wish somebody else to look at your file, say below what is missing: we have begun the text for you.");
    const lines = may.includes("reopen") ? [first, more] : [first];
    this.thanks.replaceChildren(...lines.map((line) => element("p", "govuk-body", line)));
    this.thanks.hidden = false;
    this.block.hidden = false;
    this.details.open = !isSatisfied;
    moveFocusTo(this.thanks);
  }

  /** @param {() => void} toConversation */
  #listen(toConversation) {
    const comment = find(this.rating.form, "[data-comment]");
    this.rating.form.addEventListener("change", () => {
      comment.hidden = !this.rating.form.querySelector(":checked");
    });
    const kept = /** @type {HTMLInputElement} */ (find(this.promise.form, "[name=kept]"));
    this.promise.form.addEventListener("click", ({ target }) => {
      kept.value = /** @type {HTMLElement} */ (target).closest("button")?.dataset.kept ?? kept.value;
    });
    this.details.addEventListener("toggle", () => this.#begin());
    find(this.block, "[data-add]").addEventListener("click", (event) => {
      event.preventDefault();
      toConversation();
    });
  }

  /** The reason begun: what was said with the rating, or the rating in words. */
  #begin() {
    const start = reasonBegun(this.view);
    if (!this.details.open || !start || this.missing.value) return;
    this.missing.value = start;
    this.missing.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** The beginning that we wrote is no reason yet. @param {import("../submit/draft.js").Answers} answers */
  #begun(answers) {
    const isOurs = !this.view?.rating?.comment && answers.missing === reasonBegun(this.view);
    return isOurs ? { ...answers, missing: "" } : answers;
  }
}

/** @param {View | null} view */
function reasonBegun(view) {
  const rating = view?.rating;
  if (!rating || rating.score >= SATISFIED) return "";
  return rating.comment ?? `${t("{label}:", { label: scoreInWords(rating.score) })} `;
}

/** @param {View} view */
function nextLook({ look }) {
  return look === 1
    ? t("The supervisor in the administration takes up your file, not whoever answered you. A new reasoned answer is owed to you within 60 days.")
    : t("The portal’s coordination takes up your file. A new reasoned answer is owed to you within 60 days.");
}

/** @param {View} view */
function until({ answer }) {
  return answer ? t("You can ask for another look until {date}.", { date: formatDate(answer.reopen_until) }) : "";
}

/** A promise is asked about once its day has come: before it, "not kept" would be said too soon. @param {string} act @param {View} view */
function isAsked(act, { may, answer }) {
  return may.includes(act) && (act !== "promise" || (answer?.promised_on ?? "") <= today());
}
