// Entry: questions and answers.
import { QuestionList } from "./questions/question-list.js";
import { startComponents } from "./start.js";

startComponents(QuestionList);
