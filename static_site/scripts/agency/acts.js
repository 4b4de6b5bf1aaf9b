// What an officer may do with a file, one form each. The forms follow `may` of the API, in this order.
import { ActForm } from "../case/act-form.js";
import { textErrors } from "../case/text-rules.js";
import { find } from "../elements.js";
import { t } from "../texts.js";
import { AgencyField } from "./agency-field.js";
import { answerBody, answerErrors, unfoldGround } from "./answer-rules.js";
import { LINK_PROBLEMS } from "./officer.js";

/** @typedef {import("./file-desk.js").FileDesk} FileDesk */
/** @typedef {import("../case/view.js").View} View */
/** @typedef {import("../case/act-form.js").Conduct} Conduct */

/** One form and the box it stands in. */
export class Act {
  /**
   * @param {FileDesk} desk
   * @param {{ name: string, action: string, path: string, said?: string } & Partial<Conduct>} how
   *   action: as `may` calls it; said: once it is done
   */
  constructor(desk, { name, action, path, said = "", ...conduct }) {
    this.desk = desk;
    this.action = action;
    this.box = find(desk.scene, `[data-act-box="${name}"]`);
    this.over = /** @type {HTMLElement | null} */ (this.box.querySelector("[data-over]"));
    this.form = new ActForm(find(desk.scene, `[data-act="${name}"]`), {
      bodyOf: () => ({}),
      slot: (description) => desk.officer.post("/uploads", { body: description }),
      send: (sending) => desk.officer.post(`/complaints/${desk.number}/${path}`, sending),
      done: (view) => this.#done(view, said),
      refused: (problem) => this.#refused(problem),
      ...conduct,
    });
  }

  /** @param {View} view */
  show(view) {
    this.form.open(view.number);
    const isAllowed = view.may.includes(this.action);
    // What was typed for an act that has become impossible stays in sight, so that it can be copied.
    this.box.hidden = !isAllowed && this.form.isEmpty;
    if (this.over) this.over.hidden = isAllowed;
    this.form.allow(isAllowed);
    if (!this.form.isEmpty && this.box instanceof HTMLDetailsElement) this.box.open = true;
  }

  forget() {
    this.form.forget();
    this.#fold();
  }

  /** @param {View} view @param {string} said */
  #done(view, said) {
    this.#fold();
    // A repeated command whose file has moved on brings no view back.
    if (view.timeline) this.desk.done(view, said);
    else this.desk.open(this.desk.number);
  }

  #fold() {
    if (this.box instanceof HTMLDetailsElement) this.box.open = false;
    const news = /** @type {HTMLElement | null} */ (this.form.form.querySelector("[data-news]"));
    if (news) news.hidden = true;
  }

  /** @param {import("../api.js").Problem} problem @returns {Promise<"handled" | "later" | "shown">} */
  async #refused(problem) {
    if (LINK_PROBLEMS.includes(problem.type)) {
      this.desk.ways.failed(problem);
      return "handled";
    }
    if (problem.type !== "stale") return "shown";
    try {
      await this.desk.showNews(this.form.form);
      return "handled";
    } catch {
      return "shown";
    }
  }
}

/** @param {FileDesk} desk */
export function actsOf(desk) {
  return [
    new Act(desk, { name: "charge", action: "take_charge", path: "charge", said: t("The citizen now sees that your administration has taken charge of the file.") }),
    new Act(desk, { name: "question", action: "ask_citizen", path: "questions", said: t("Your question has been sent to the citizen."), ...text(t("Write your question")) }),
    answerAct(desk),
    new Act(desk, { name: "message", action: "message", path: "messages", said: t("Your message has been sent to the citizen."), ...text(t("Write your message"), (uploadIds) => ({ upload_ids: uploadIds })) }),
    transferAct(desk),
    new Act(desk, { name: "note", action: "note", path: "notes", said: t("Your note has been kept. The citizen does not see it."), ...text(t("Write your note")) }),
  ];
}

/** @param {string} missing @param {(uploadIds: string[]) => object} [more] @returns {Pick<Conduct, "check" | "bodyOf">} */
function text(missing, more = () => ({})) {
  return {
    check: (answers) => textErrors(answers, { field: "text", limit: 5000, missing }),
    bodyOf: (answers, uploadIds) => ({ text: answers.text.trim(), ...more(uploadIds) }),
  };
}

/** @param {FileDesk} desk */
function answerAct(desk) {
  const act = new Act(desk, {
    name: "answer", action: "answer", path: "answers", said: t("Your answer has been sent to the citizen."),
    check: answerErrors,
    bodyOf: (answers, uploadIds) => answerBody(answers, uploadIds, desk.view?.version),
  });
  unfoldGround(act.form.form);
  const transfer = /** @type {HTMLDetailsElement} */ (find(desk.scene, '[data-act-box="transfer"]'));
  find(act.box, "[data-to-transfer]").addEventListener("click", () => {
    transfer.open = true;
    transfer.scrollIntoView({ block: "start" });
    find(transfer, "summary").focus({ preventScroll: true });
  });
  return act;
}

/** @param {FileDesk} desk */
function transferAct(desk) {
  let wanted = "";
  const act = new Act(desk, {
    name: "transfer", action: "transfer", path: "transfers",
    check: (answers) => [
      ...(answers.agency_id ? [] : [{ field: field.fieldForErrors, message: t("Choose the competent administration") }]),
      ...textErrors(answers, { field: "reason", limit: 2000, missing: t("Write the reason for the transfer") }),
    ],
    bodyOf: ({ agency_id: agency, reason }) => ({ agency_id: agency, reason: reason.trim(), version: desk.view?.version }),
    send: (sending) => {
      wanted = JSON.parse(sending.bytes).agency_id;
      return desk.officer.post(`/complaints/${desk.number}/transfers`, sending);
    },
    done: ({ agency = null }) => desk.ways.transferred(agency, wanted),
  });
  const field = new AgencyField(act.form.form, { held: () => desk.view?.agency.id ?? "", number: () => desk.number });
  act.box.addEventListener("toggle", () => field.load());
  return act;
}
