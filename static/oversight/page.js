// The components of the design system that a script makes better; every page works without it.
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";

initAll();
