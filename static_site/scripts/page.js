// Entry: pages that only read.
import { startComponents } from "./start.js";

startComponents();
