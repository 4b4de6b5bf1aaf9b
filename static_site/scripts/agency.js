// Entry: what an administration does with a signed link.
import { AgencyPage } from "./agency/agency-page.js";
import { startComponents } from "./start.js";

startComponents(AgencyPage);
