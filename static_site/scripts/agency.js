// Entry: what an administration does with a signed link.
import { Desk } from "./agency/desk.js";
import { start } from "./start.js";

start(Desk);
