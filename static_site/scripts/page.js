// Entry: pages that only read.
import { start } from "./start.js";

start();
