// Entry: filing a complaint.
import { start } from "./start.js";
import { SubmitJourney } from "./submit/journey.js";

start(SubmitJourney);
