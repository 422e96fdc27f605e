// The menu ⋯ of a message: one for all, opened beside its button, worked with the keyboard.

const ITEMS = [
  { name: "summarise", label: "Summarise", private: false },
  { name: "reply", label: "Reply in thread", private: false },
  { name: "copy", label: "Copy text", private: true },
];

export class Menu {
  #on;
  #button = null;
  #list = document.createElement("div");

  constructor(on) {
    this.#on = on;
    this.#list.className = "menu";
    this.#list.setAttribute("role", "menu");
    this.#list.setAttribute("aria-label", "What to do with this message");
    this.#list.hidden = true;
    document.body.append(this.#list);
    this.#list.addEventListener("click", (event) => this.#choose(event.target.closest("button")));
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.#list.contains(event.target) && !this.#button?.contains(event.target)) this.#close(false);
    });
    addEventListener("resize", () => this.#close(false));
  }

  toggle(button) {
    if (this.#button === button) this.#close(true);
    else this.#open(button);
  }

  #open(button) {
    this.#close(false);
    this.#button = button;
    button.setAttribute("aria-expanded", "true");
    const alone = button.closest(".message").classList.contains("ephemeral");
    const items = ITEMS.filter((item) => item.private || !alone).filter(
      (item) => item.name !== "copy" || navigator.clipboard,
    );
    this.#list.replaceChildren(
      ...items.map(({ name, label }) => {
        const item = document.createElement("button");
        item.type = "button";
        item.role = "menuitem";
        item.tabIndex = -1;
        item.dataset.name = name;
        item.textContent = label;
        return item;
      }),
    );
    this.#list.hidden = false;
    const beside = button.getBoundingClientRect();
    const own = this.#list.getBoundingClientRect();
    const below = beside.bottom + 4;
    const fits = below + own.height < innerHeight - 8;
    // In the document, not in the window: it stays beside its button when the page scrolls.
    this.#list.style.top = `${scrollY + (fits ? below : Math.max(8, beside.top - own.height - 4))}px`;
    this.#list.style.left = `${Math.max(8, Math.min(beside.right - own.width, innerWidth - own.width - 8))}px`;
    this.#list.firstElementChild?.focus({ preventScroll: true });
  }

  #close(returning) {
    if (!this.#button) return;
    const button = this.#button;
    this.#button = null;
    this.#list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (returning) button.focus({ preventScroll: true });
  }

  #choose(item) {
    if (!item) return;
    const article = this.#button.closest(".message");
    this.#close(true);
    this.#on[item.dataset.name](article);
  }

  #key(event) {
    const items = [...this.#list.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length)?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#close(true);
    } else if (event.key === "Tab") {
      this.#close(true);
    }
  }
}
