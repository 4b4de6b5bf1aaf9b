// Entry: questions and answers.
import { QuestionList } from "./questions/question-list.js";
import { start } from "./start.js";

start(QuestionList);
