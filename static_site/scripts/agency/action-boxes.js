// The officer's actions on a complaint, one form each. `may` of the API says which are shown; the order is this one.
import { ActionForm } from "../complaint/action-form.js";
import { validateText } from "../complaint/text-validation.js";
import { findElement } from "../elements.js";
import { t } from "../texts.js";
import { AgencyField } from "./agency-field.js";
import { buildAnswerBody, validateAnswer, toggleGroundField } from "./answer-form.js";
import { LINK_PROBLEMS } from "./officer-client.js";

/** @typedef {import("./officer-complaint.js").OfficerComplaint} OfficerComplaint */
/** @typedef {import("../complaint/api-types.js").Complaint} Complaint */
/** @typedef {import("../complaint/action-form.js").ActionFormOptions} ActionFormOptions */

/** The form of one action and the box around it. */
export class ActionBox {
  /**
   * @param {OfficerComplaint} owner
   * @param {{ name: string, action: string, path: string, doneMessage?: string } & Partial<ActionFormOptions>} options
   *   action: its code in `may`; doneMessage: announced after it
   */
  constructor(owner, { name, action, path, doneMessage = "", ...options }) {
    this.owner = owner;
    this.action = action;
    this.element = findElement(owner.screen, `[data-form-box="${name}"]`);
    this.closedNotice = /** @type {HTMLElement | null} */ (this.element.querySelector("[data-over]"));
    this.form = new ActionForm(findElement(owner.screen, `[data-form="${name}"]`), {
      buildBody: () => ({}),
      requestSlot: (description) => owner.client.post("/uploads", { body: description }),
      send: (request) => owner.client.post(`/complaints/${owner.number}/${path}`, request),
      onDone: (complaint) => this.#finish(complaint, doneMessage),
      onRefused: (problem) => this.#handleRefusal(problem),
      ...options,
    });
  }

  /** @param {Complaint} complaint */
  show(complaint) {
    this.form.open(complaint.number);
    const isAllowed = complaint.may.includes(this.action);
    // Text typed for an action that is no longer allowed stays visible, so that it can be copied.
    this.element.hidden = !isAllowed && this.form.isEmpty;
    if (this.closedNotice) this.closedNotice.hidden = isAllowed;
    this.form.setAllowed(isAllowed);
    if (!this.form.isEmpty && this.element instanceof HTMLDetailsElement) this.element.open = true;
  }

  clear() {
    this.form.clear();
    this.#collapse();
  }

  /** @param {Complaint} complaint @param {string} doneMessage */
  #finish(complaint, doneMessage) {
    this.#collapse();
    // A retried command on a complaint that was transferred meanwhile returns no complaint.
    if (complaint.timeline) this.owner.showDone(complaint, doneMessage);
    else this.owner.open(this.owner.number);
  }

  #collapse() {
    if (this.element instanceof HTMLDetailsElement) this.element.open = false;
    const news = /** @type {HTMLElement | null} */ (this.form.form.querySelector("[data-news]"));
    if (news) news.hidden = true;
  }

  /** @param {import("../api.js").Problem} problem @returns {Promise<"handled" | "later" | "shown">} */
  async #handleRefusal(problem) {
    if (LINK_PROBLEMS.includes(problem.type)) {
      this.owner.callbacks.onFailure(problem);
      return "handled";
    }
    if (problem.type !== "stale") return "shown";
    try {
      await this.owner.showNews(this.form.form);
      return "handled";
    } catch {
      return "shown";
    }
  }
}

/** @param {OfficerComplaint} owner */
export function createActionBoxes(owner) {
  return [
    new ActionBox(owner, { name: "charge", action: "take_charge", path: "charge", doneMessage: t("The citizen now sees that your administration has taken charge of the file.") }),
    new ActionBox(owner, { name: "question", action: "ask_citizen", path: "questions", doneMessage: t("Your question has been sent to the citizen."), ...textOptions(t("Write your question")) }),
    createAnswerBox(owner),
    new ActionBox(owner, { name: "message", action: "message", path: "messages", doneMessage: t("Your message has been sent to the citizen."), ...textOptions(t("Write your message"), (uploadIds) => ({ upload_ids: uploadIds })) }),
    createTransferBox(owner),
    new ActionBox(owner, { name: "note", action: "note", path: "notes", doneMessage: t("Your note has been kept. The citizen does not see it."), ...textOptions(t("Write your note")) }),
  ];
}

/** @param {string} missing @param {(uploadIds: string[]) => object} [more] @returns {Pick<ActionFormOptions, "validate" | "buildBody">} */
function textOptions(missing, more = () => ({})) {
  return {
    validate: (values) => validateText(values, { field: "text", limit: 5000, missing }),
    buildBody: (values, uploadIds) => ({ text: values.text.trim(), ...more(uploadIds) }),
  };
}

/** @param {OfficerComplaint} owner */
function createAnswerBox(owner) {
  const box = new ActionBox(owner, {
    name: "answer", action: "answer", path: "answers", doneMessage: t("Your answer has been sent to the citizen."),
    validate: validateAnswer,
    buildBody: (values, uploadIds) => buildAnswerBody(values, uploadIds, owner.complaint?.version),
  });
  toggleGroundField(box.form.form);
  const transfer = /** @type {HTMLDetailsElement} */ (findElement(owner.screen, '[data-form-box="transfer"]'));
  findElement(box.element, "[data-to-transfer]").addEventListener("click", () => {
    transfer.open = true;
    transfer.scrollIntoView({ block: "start" });
    findElement(transfer, "summary").focus({ preventScroll: true });
  });
  return box;
}

/** @param {OfficerComplaint} owner */
function createTransferBox(owner) {
  let chosenId = "";
  const box = new ActionBox(owner, {
    name: "transfer", action: "transfer", path: "transfers",
    validate: (values) => [
      ...(values.agency_id ? [] : [{ field: field.fieldForErrors, message: t("Choose the competent administration") }]),
      ...validateText(values, { field: "reason", limit: 2000, missing: t("Write the reason for the transfer") }),
    ],
    buildBody: ({ agency_id: agency, reason }) => ({ agency_id: agency, reason: reason.trim(), version: owner.complaint?.version }),
    send: (request) => {
      chosenId = JSON.parse(request.bytes).agency_id;
      return owner.client.post(`/complaints/${owner.number}/transfers`, request);
    },
    onDone: ({ agency = null }) => owner.callbacks.onTransfer(agency, chosenId),
  });
  const field = new AgencyField(box.form.form, { getHolderId: () => owner.complaint?.agency.id ?? "", getNumber: () => owner.number });
  box.element.addEventListener("toggle", () => field.load());
  return box;
}
