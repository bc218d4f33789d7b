/** What a code can say, as forms. */
import { ACCESS } from "./access";
import { CRYPTO } from "./crypto";
import { DATA } from "./data";
import { MESSAGES } from "./messages";
import { PAYMENTS } from "./payments";
import { PEOPLE } from "./people";
import { PLACES } from "./places";
import type { Kind } from "./types";
import { WEB } from "./web";

/** A link or text needs no form: it is the text field itself. */
export const PLAIN = "plain";

/** In the order in which they are offered. */
export const KINDS: readonly Kind[] = [...WEB, ...PEOPLE, ...ACCESS, ...MESSAGES, ...PLACES, ...PAYMENTS, ...CRYPTO, ...DATA];

export const kindOf = (type: string | undefined): Kind | undefined => KINDS.find((kind) => kind.type === type);
