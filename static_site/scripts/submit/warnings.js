// Gentle words while the facts are written: about emergencies, about courts. They never stop anybody.

/** @type {Record<string, RegExp>} words in Arabic, French and English that call for one */
const PATTERNS = {
  emergency: /\b(urgence vitale|en danger|danger de mort|agress|menac|incendie|bless[ée]|emergency|assault)|(?:^|\s)[وبلف]?(ال)?(خطر|اعتداء|تهديد|يهدد|حريق|جريح|جرحى)(?!\p{L})/iu,
  courts: /\b(tribuna[lu]|cour d['’]appel|proc[èe]s\b|jugement|plainte p[ée]nale|in court|lawsuit|judge?ment)|(?:^|\s)[وبلف]?(ال)?(محكمة|محاكم|قضاء|قضائي|قضائية|دعوى|قاضي|حكم)(?!\p{L})/iu,
};

export class Warnings {
  /** @param {HTMLElement} step the step "facts" */
  constructor(step) {
    const facts = /** @type {HTMLTextAreaElement} */ (step.querySelector("[name=facts]"));
    const subject = /** @type {HTMLInputElement} */ (step.querySelector("[name=subject]"));
    this.update = () => {
      for (const [name, pattern] of Object.entries(PATTERNS)) {
        const warning = /** @type {HTMLElement} */ (step.querySelector(`[data-warning=${name}]`));
        warning.hidden = !pattern.test(`${subject.value} ${facts.value}`);
      }
    };
    for (const control of [facts, subject]) control.addEventListener("input", this.update);
  }
}
