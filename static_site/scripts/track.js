// Entry: following a complaint.
import { startComponents } from "./start.js";
import { TrackingSpace } from "./track/tracking-space.js";

startComponents(TrackingSpace);
