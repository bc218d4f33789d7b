/** Saves designs on the server that serves this page. */
const KEY = "qr-designer.token";

/** The token lasts as long as the tab: it opens a workspace, so nothing on the disk shall hold it. */
export function readToken(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function keepToken(token: string): void {
  try {
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Private windows may refuse: then it is asked for again.
  }
}

/** Why the server did not save, for the person who asked. */
export class SaveProblem extends Error {
  constructor(
    message: string,
    /** Whether another token may help. */
    readonly isAboutToken: boolean,
  ) {
    super(message);
  }
}

interface Violation {
  field?: string;
  description?: string;
}

/** Gives the id of the saved design. */
export async function saveDesign(design: Record<string, unknown>, token: string): Promise<string> {
  const answer = await fetch("/v1/qrcode-designs", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(design),
  }).catch(() => {
    throw new SaveProblem("The server could not be reached. Check your connection and try again.", false);
  });
  const body = (await answer.json().catch(() => ({}))) as { qrcode_design?: { id?: string }; message?: string; details?: Violation[] };
  if (answer.status === 401 || answer.status === 403) {
    throw new SaveProblem("The server does not know this token. Make one with “qr-server token create” and paste it whole.", true);
  }
  if (!answer.ok || !body.qrcode_design?.id) {
    const [violation] = (body.details ?? []).filter(({ description }) => description);
    const reason = violation ? `${violation.field}: ${violation.description}` : (body.message ?? `it answered ${answer.status}`);
    throw new SaveProblem(`The server refused the design. ${reason}`, false);
  }
  return body.qrcode_design.id;
}
