// The module `#words`: the domain's words in the page's language, as static_site/domain_words.py makes it.
declare module "#words" {
  type Words = Record<string, string>;

  /** What one side reads; plurals are lists of forms for n(). */
  export interface ReaderWords {
    reader: "citizen" | "officer";
    statuses: Words;
    outcomes: Words;
    submitted: Words;
    events: Words;
    citizenMessage: string;
    citizenReply: string;
    laterReopening: string;
    promiseKept: string;
    promiseBroken: string;
    rating: string;
    explanations: Words;
    secondLook: string;
    laterLook: string;
    dueToday: string;
    dueInDays: string[];
    overdueByDays: string[];
  }

  export const kinds: Words;
  export const grounds: Words;
  export const scores: string[];
  export const scoreOfFive: string;
  export const secondLook: string;
  export const laterLook: string;
  export const coordination: string;
  export const unknownEvent: string;
  export const textLabels: Words;
  export const answerLabels: Words;
  export const promised: string;
  export const reopenUntil: string;
  export const otherRemedies: string;
  export const forCitizen: ReaderWords;
  export const forOfficer: ReaderWords;
}
