// Entry: following a complaint.
import { start } from "./start.js";
import { Tracking } from "./track/tracking.js";

start(Tracking);
