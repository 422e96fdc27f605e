// The message box. What was typed or added stays until the server has it; sent again unchanged, it is
// the same message, so that a lost answer makes no second one.

import { send, eventId } from "./send.js";

const LONG_PASTE = 40_000;
const FILE_BYTES = 10_000_000;
const FILES = 5;
const DRAFT = "nutgraf-draft";

const COMMANDS = [
  { insert: "/tldr ", name: "/tldr", rest: "link or text", says: "only you see the answer" },
  { insert: "/tldr here ", name: "/tldr here", rest: "link or text", says: "everybody sees the answer" },
  { insert: "/tldr help", name: "/tldr help", rest: "", says: "what can be asked for" },
  { insert: "/digest ", name: "/digest", rest: "add, at, list …", says: "news of feeds and sites, each day", opens: true },
  { insert: "/digest add ", name: "/digest add", rest: "feed or site", says: "its news comes into the digest" },
  { insert: "/digest at ", name: "/digest at", rest: "08:30 Europe/Berlin weekdays", says: "when it is posted" },
  { insert: "/digest list", name: "/digest list", rest: "", says: "its feeds, and when it is posted" },
  { insert: "/digest preview", name: "/digest preview", rest: "", says: "only you see what it has so far" },
  { insert: "/digest now", name: "/digest now", rest: "", says: "posts it at once" },
  { insert: "/digest links on", name: "/digest links on", rest: "", says: "the links posted here come into it" },
  { insert: "/digest links off", name: "/digest links off", rest: "", says: "feeds alone" },
  { insert: "/digest pause", name: "/digest pause", rest: "", says: "nothing is posted until it is resumed" },
  { insert: "/digest resume", name: "/digest resume", rest: "", says: "it is posted again" },
  { insert: "/digest remove ", name: "/digest remove", rest: "number or address", says: "its news comes no more" },
  { insert: "/digest help", name: "/digest help", rest: "", says: "what can be said of digests" },
  { insert: "/nutgraf status", name: "/nutgraf status", rest: "", says: "how Nutgraf can be asked here" },
  { insert: "/nutgraf help", name: "/nutgraf help", rest: "", says: "what to send" },
];
/** Commands of many forms: one entry stands for all of them until it is chosen or typed. */
const OPENING = COMMANDS.filter((one) => one.opens);

export class Composer {
  #on;
  #form = document.getElementById("composer");
  #text = document.getElementById("text");
  #hints = document.getElementById("hints");
  #chip = document.getElementById("thread");
  #attached = document.getElementById("attached");
  #problem = document.getElementById("problem");
  #sendButton = document.getElementById("send");
  #picker = document.getElementById("files");
  #files = [];
  #root = null;
  #sending = false;
  #attempt = null;
  #hint = -1;

  constructor(on) {
    this.#on = on;
    this.#text.value = recall();
    this.#grow();
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("input", () => {
      this.#grow();
      this.#suggest();
      remember(this.#text.value);
    });
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("paste", (event) => this.#paste(event));
    this.#text.addEventListener("blur", () => this.#hideHints());
    this.#hints.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the text keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.#insert(Number(option.dataset.at));
    });
    this.#chip.querySelector("button").addEventListener("click", () => {
      this.#leaveThread();
      this.focus();
    });
    document.getElementById("attach").addEventListener("click", () => this.#picker.click());
    this.#picker.addEventListener("change", () => {
      this.#add([...this.#picker.files]);
      this.#picker.value = "";
    });
    this.#acceptDrops();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** One sentence beneath the text; an empty one takes it away. */
  problem(sentence) {
    this.#problem.textContent = sentence;
  }

  /** From now on one writes in this thread. */
  answer(root, label) {
    this.#root = root;
    this.#chip.firstElementChild.textContent = label ? `In the thread of “${label}”` : "In the thread";
    this.#chip.hidden = false;
    this.focus();
  }

  #leaveThread() {
    this.#root = null;
    this.#chip.hidden = true;
  }

  async #send() {
    if (this.#sending) return;
    this.#hideHints();
    this.problem("");
    this.#busy(true);
    const root = this.#root;
    const text = this.#text.value;
    const files = [...this.#files];
    const form = new FormData();
    form.append("event", this.#event(text, files, root));
    form.append("thread", root ?? "");
    // As a file: the line breaks of an ordinary field would be rewritten.
    form.append("text", new Blob([text], { type: "text/plain" }), "text");
    for (const file of files) form.append("file", file, file.name);
    try {
      this.#on.asked(root);
      const { message } = await send("/messages", form);
      // What was typed meanwhile stays.
      if (this.#text.value === text) this.#text.value = "";
      this.#files = this.#files.filter((file) => !files.includes(file));
      if (this.#root === root) this.#leaveThread();
      this.#attempt = null;
      remember(this.#text.value);
      this.#grow();
      this.#list();
      this.#on.sent(message, root);
    } catch (error) {
      this.problem(error.message);
    }
    this.#busy(false);
  }

  /** The same id as long as the same thing is sent. */
  #event(text, files, root) {
    const before = this.#attempt;
    const same =
      before?.text === text &&
      before.root === root &&
      before.files.length === files.length &&
      files.every((file, at) => file === before.files[at]);
    if (!same) this.#attempt = { id: eventId(), text, files, root };
    return this.#attempt.id;
  }

  #busy(sending) {
    this.#sending = sending;
    this.#sendButton.setAttribute("aria-busy", String(sending));
    this.#sendButton.setAttribute("aria-disabled", String(sending));
  }

  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }

  #key(event) {
    if (event.isComposing) return;
    if (!this.#hints.hidden && this.#hintKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape" && this.#root !== null) {
      this.#leaveThread();
    }
  }

  // ---- files ----------------------------------------------------------------------------------

  #add(files) {
    this.problem("");
    for (const file of files) {
      if (file.size > FILE_BYTES) {
        this.problem(`${file.name} is too large: 10 MB is the most for a file. Paste the part that matters.`);
      } else if (this.#files.length === FILES) {
        this.problem(`Those are too many files: ${FILES} go with one message.`);
      } else {
        this.#files.push(file);
        this.#on.say(`${file.name} added.`);
      }
    }
    this.#list();
    this.focus();
  }

  #list() {
    this.#attached.hidden = this.#files.length === 0;
    this.#attached.replaceChildren(
      ...this.#files.map((file) => {
        const item = document.createElement("li");
        const name = document.createElement("span");
        name.textContent = file.name;
        const away = this.#chip.querySelector("button").cloneNode(true);
        away.setAttribute("aria-label", `Leave out ${file.name}`);
        away.addEventListener("click", () => {
          this.#files = this.#files.filter((one) => one !== file);
          this.#list();
          this.focus();
        });
        item.append(name, away);
        return item;
      }),
    );
  }

  /** Files of the clipboard, and a text too long for a message, go beside it. */
  #paste(event) {
    const files = [...event.clipboardData.files];
    const text = event.clipboardData.getData("text/plain");
    if (text.length > LONG_PASTE && this.#text.value.startsWith("/")) {
      event.preventDefault(); // megabytes in a text field would stop the page
      this.problem("That is too long for a command: paste it as a message of its own.");
    } else if (text.length > LONG_PASTE) {
      event.preventDefault();
      this.#add([new File([text], "paste.txt", { type: "text/plain" })]);
    } else if (files.length && !text) {
      event.preventDefault();
      this.#add(files);
    }
  }

  #acceptDrops() {
    const target = document.getElementById("drop");
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    let depth = 0;
    addEventListener("dragenter", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth += 1;
      target.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (!carries(event)) return;
      depth = Math.max(0, depth - 1);
      target.hidden = depth === 0;
    });
    addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth = 0;
      target.hidden = true;
      this.#add([...event.dataTransfer.files]);
    });
  }

  // ---- commands -------------------------------------------------------------------------------

  #suggest() {
    const fitting = fits(this.#text.value);
    if (fitting.length === 0) {
      this.#hideHints();
      return;
    }
    const newly = this.#hints.hidden;
    this.#hints.replaceChildren(
      ...fitting.map((one, at) => {
        const option = document.createElement("div");
        option.role = "option";
        option.id = `hint${at}`;
        option.dataset.at = COMMANDS.indexOf(one);
        const name = document.createElement("b");
        name.textContent = one.name;
        const rest = document.createElement("i");
        rest.textContent = ` ${one.rest}`;
        const what = document.createElement("span");
        what.append(name, rest);
        const says = document.createElement("small");
        says.textContent = one.says;
        option.append(what, says);
        return option;
      }),
    );
    this.#hints.hidden = false;
    this.#mark(0);
    if (newly) this.#on.say(`${fitting.length} commands: arrow keys choose, Enter takes one.`);
  }

  #mark(at) {
    const options = [...this.#hints.children];
    this.#hint = (at + options.length) % options.length;
    options.forEach((option, one) => option.setAttribute("aria-selected", String(one === this.#hint)));
    this.#text.setAttribute("aria-activedescendant", options[this.#hint].id);
    options[this.#hint].scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  /** True when the key was meant for the list. */
  #hintKey(event) {
    if (event.key === "ArrowDown") this.#mark(this.#hint + 1);
    else if (event.key === "ArrowUp") this.#mark(this.#hint - 1);
    else if (event.key === "Escape") this.#hideHints();
    else if (event.key === "Enter" || event.key === "Tab") {
      this.#insert(Number(this.#hints.children[this.#hint].dataset.at));
    } else return false;
    return true;
  }

  #insert(at) {
    this.#text.value = COMMANDS[at].insert;
    remember(this.#text.value);
    this.#hideHints();
    this.focus();
    if (COMMANDS[at].opens) this.#suggest();
  }

  #hideHints() {
    this.#hints.hidden = true;
    this.#hint = -1;
    this.#text.removeAttribute("aria-activedescendant");
  }
}

/** The commands that what was typed is the beginning of; one that stands there whole is no suggestion. */
function fits(typed) {
  const start = typed.toLowerCase();
  if (!start.startsWith("/")) return [];
  return COMMANDS.filter((one) => {
    if (!one.insert.trim().startsWith(start) || one.insert === start) return false;
    const opening = OPENING.find((other) => one.insert.startsWith(other.insert));
    return !opening || (start.startsWith(opening.insert.trim()) ? one !== opening : one === opening);
  });
}

// A draft outlives a reload; where storage is shut, it does not.

function remember(text) {
  try {
    if (text.length < 200_000) sessionStorage.setItem(DRAFT, text);
  } catch {
    // nothing to be done
  }
}

function recall() {
  try {
    return sessionStorage.getItem(DRAFT) ?? "";
  } catch {
    return "";
  }
}
