// Entry: filing a complaint.
import { start } from "./start.js";

start();
