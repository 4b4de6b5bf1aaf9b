// Entry: filing a complaint.
import { startComponents } from "./start.js";
import { SubmitJourney } from "./submit/journey.js";

startComponents(SubmitJourney);
