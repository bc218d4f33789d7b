/** What programs tell by its identity, so that there may be one of it alone: the class of errors, and the encoder that was brought. */
export { encode, encodeBy } from "./encoder.js";
export { QrError, engineError, unavailable } from "./errors.js";
