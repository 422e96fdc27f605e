// Sends something to the server, or throws an Error whose message is a sentence for the person.

const UNREACHABLE =
  "The channel can't be reached just now. Nothing is lost: send it again when the connection is back.";

export async function send(path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", body, headers });
  } catch {
    throw new Error(UNREACHABLE);
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.problem ?? UNREACHABLE);
  return said;
}

/** A new id for something done once; works on a plain http address, too, where randomUUID is not. */
export function eventId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
