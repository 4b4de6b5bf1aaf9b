// Gentle words while the facts are written: about emergencies, about courts. They never stop anybody.

/** @type {Record<string, RegExp>} words in Arabic, French and English that call for one */
const SIGNS = {
  emergency: /\b(urgence vitale|en danger|danger de mort|agress|menac|incendie|bless[ée]|emergency|assault)|(?:^|\s)[وبلف]?(ال)?(خطر|اعتداء|تهديد|يهدد|حريق|جريح|جرحى)(?!\p{L})/iu,
  courts: /\b(tribuna[lu]|cour d['’]appel|proc[èe]s\b|jugement|plainte p[ée]nale|in court|lawsuit|judge?ment)|(?:^|\s)[وبلف]?(ال)?(محكمة|محاكم|قضاء|قضائي|قضائية|دعوى|قاضي|حكم)(?!\p{L})/iu,
};

export class Warnings {
  /** @param {HTMLElement} step the step "facts" */
  constructor(step) {
    const facts = /** @type {HTMLTextAreaElement} */ (step.querySelector("[name=facts]"));
    const subject = /** @type {HTMLInputElement} */ (step.querySelector("[name=subject]"));
    this.look = () => {
      for (const [name, signs] of Object.entries(SIGNS)) {
        const warning = /** @type {HTMLElement} */ (step.querySelector(`[data-warning=${name}]`));
        warning.hidden = !signs.test(`${subject.value} ${facts.value}`);
      }
    };
    for (const control of [facts, subject]) control.addEventListener("input", this.look);
  }
}
