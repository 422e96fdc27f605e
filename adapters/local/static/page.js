// The channel's page: shows messages as they come, in their threads, and keeps the line open.
// HTML of messages is made by the server alone, where every word is escaped.

import { Composer } from "./composer.js";
import { Menu } from "./menu.js";
import { listen } from "./stream.js";
import { send, eventId } from "./send.js";

const threads = document.getElementById("threads");
const log = document.getElementById("log");
const dock = document.getElementById("dock");
const line = document.getElementById("line");
const earlier = document.getElementById("earlier");
const unread = document.getElementById("unread");
const reading = document.getElementById("reading");

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

/** Where an answer to this page's own doing is awaited: roots of threads, "" for the channel; since when. */
const awaited = new Map();
const PATIENCE = 180_000;
/** Messages that came unasked and have not been seen. */
const unseen = new Set();

// ---- messages ---------------------------------------------------------------------------------

function upsert(message, { live }) {
  const fresh = fragment(message.html).firstElementChild;
  const old = document.getElementById(`m${message.id}`);
  if (old) {
    replace(old, fresh, message);
    return;
  }
  if (message.gone) return;
  const place = message.root === null ? newThread(message) : newReply(message);
  if (!place) return;
  place.append(fresh);
  dress(place);
  days();
  if (live) notice(fresh, message);
}

/** A message that has changed: the focus stays where it was, or at least on the message. */
function replace(old, fresh, message) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const open = old.querySelector(".long.open") !== null;
  if (message.gone && !hasReplies(old)) {
    const item = old.closest("li");
    if (held) composer.focus();
    item.remove();
    days();
    return;
  }
  old.replaceWith(fresh);
  dress(fresh);
  if (open) unfold(fresh.querySelector(".fold"));
  if (!held) return;
  const same = held.dataset.action && fresh.querySelector(`.action[data-action="${held.dataset.action}"]`);
  (same || fresh).focus({ preventScroll: true });
  if (message.bot && !message.gone) say(`Changed: ${message.said}`);
}

function hasReplies(article) {
  const own = article.parentElement;
  return own.matches(".thread") && own.querySelector(".replies .message") !== null;
}

function newThread(message) {
  const first = threads.querySelector(".thread");
  if (first && Number(first.dataset.root) > message.id) return null; // among the earlier ones
  const item = document.createElement("li");
  item.className = "thread";
  item.dataset.root = message.id;
  const replies = document.createElement("ol");
  replies.className = "replies";
  replies.setAttribute("aria-label", "Thread");
  const respond = document.createElement("button");
  respond.type = "button";
  respond.className = "respond";
  respond.textContent = "Reply in thread";
  item.append(replies, respond);
  threads.insertBefore(item, threads.querySelector(":scope > .reading"));
  // The root comes before its replies.
  return { append: (article) => item.prepend(article), querySelectorAll: (s) => item.querySelectorAll(s) };
}

function newReply(message) {
  const replies = threads.querySelector(`.thread[data-root="${message.root}"] > .replies`);
  if (!replies) return null;
  const item = document.createElement("li");
  const after = [...replies.children].find(
    (one) => one.matches(".reading") || Number(one.firstElementChild.dataset.id) > message.id,
  );
  replies.insertBefore(item, after ?? null);
  return item;
}

/** A new message: shown when it belongs to what was just done here, else pointed to. */
function notice(article, message) {
  article.classList.add("fresh");
  if (message.mine) {
    expect(message.root ?? message.id);
    show(article);
    return;
  }
  const where = message.root === null ? "" : String(message.root);
  if (message.bot) release();
  say(message.bot ? `New answer from Nutgraf: ${message.said}` : `New message: ${message.said}`);
  if (message.bot && expected(where)) {
    if (where === "") {
      awaited.delete("");
      expect(message.id); // a shared answer follows in the thread of its headline
    }
    show(article);
    return;
  }
  unseen.add(article);
  sight.observe(article);
}

function expect(where) {
  awaited.set(String(where), Date.now());
}

function expected(where) {
  return Date.now() - (awaited.get(where) ?? 0) < PATIENCE;
}

function show(article) {
  const room = innerHeight - dock.offsetHeight - 80;
  const block = article.offsetHeight > room ? "start" : "nearest";
  article.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
}

const sight = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      if (!isIntersecting) continue;
      unseen.delete(target);
      sight.unobserve(target);
    }
    const count = [...unseen].filter((one) => one.isConnected).length;
    unread.hidden = count === 0;
    unread.firstElementChild.textContent = count === 1 ? "1 new message" : `${count} new messages`;
  },
  { rootMargin: "-64px 0px -96px 0px" },
);

unread.addEventListener("click", () => {
  const first = [...unseen].find((one) => one.isConnected);
  if (!first) return;
  show(first);
  first.focus({ preventScroll: true });
});

/** Read aloud by a screen reader, in a few words. */
function say(words) {
  const item = document.createElement("p");
  item.textContent = words;
  log.append(item);
  while (log.children.length > 5) log.firstElementChild.remove();
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Times as this browser's clock has them. */
function dress(within) {
  for (const time of within.querySelectorAll("time")) {
    const when = new Date(time.dateTime);
    time.textContent = clock.format(when);
    time.title = `${calendar.format(when)}, ${clock.format(when)}`;
  }
}

/** A day is named above the first thread that began on it, unless all of them began today. */
function days() {
  const today = new Date().toDateString();
  let before = today;
  for (const thread of threads.querySelectorAll(":scope > .thread")) {
    const time = thread.querySelector("time");
    const when = time ? new Date(time.dateTime) : null;
    const day = when ? when.toDateString() : before;
    if (day === before) delete thread.dataset.day;
    else thread.dataset.day = day === today ? "Today" : calendar.format(when);
    before = day;
  }
}

// ---- what is being read -----------------------------------------------------------------------

function busy({ key, root, private: alone }) {
  const place = root === null ? threads : threads.querySelector(`.thread[data-root="${root}"] > .replies`);
  if (!place) return;
  idle({ key });
  const item = reading.content.firstElementChild.cloneNode(true);
  item.dataset.key = key;
  if (alone) {
    const only = document.createElement("span");
    only.className = "private";
    only.textContent = "Only visible to you";
    item.append(only);
  }
  place.append(item);
  const where = root === null ? "" : String(root);
  if (expected(where)) item.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

function idle({ key }) {
  for (const item of threads.querySelectorAll(".reading")) if (item.dataset.key === key) item.remove();
}

// ---- what one does with a message ---------------------------------------------------------------

const composer = new Composer({
  say,
  sent(message, root) {
    if (!message) return;
    if (root === null) awaited.delete(""); // its answer comes in its thread
    upsert(message, { live: true });
  },
  asked: (root) => expect(root ?? ""),
});

const menu = new Menu({
  summarise: (article) => act(article, "/summarise", {}),
  reply: (article) => composer.answer(rootOf(article), label(article)),
  copy: async (article) => {
    await navigator.clipboard.writeText(article.querySelector(".body").innerText);
    say("Copied.");
  },
});

function rootOf(element) {
  return element.closest(".thread").dataset.root;
}

/** The thread's first words, to call it by. */
function label(element) {
  const root = element.closest(".thread").querySelector(".message");
  const words = root.querySelector(".headline, .text, .own, .file")?.textContent.trim() ?? "";
  return words.length > 60 ? `${words.slice(0, 60).trimEnd()}…` : words;
}

async function act(article, path, body) {
  const ephemeral = article.classList.contains("ephemeral");
  expect(ephemeral && !article.closest(".replies") ? "" : rootOf(article));
  const problem = await send(path, JSON.stringify({ event: eventId(), message: Number(article.dataset.id), ...body }), {
    "Content-Type": "application/json",
  }).then(
    () => "",
    (error) => error.message,
  );
  composer.problem(problem);
  return problem === "";
}

async function press(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const article = button.closest(".message");
  const group = button.closest(".actions");
  for (const one of group.children) one.setAttribute("aria-disabled", "true");
  button.setAttribute("aria-busy", "true");
  if (button.dataset.action === "share") expect("");
  const done = await act(article, "/press", { action: button.dataset.action });
  if (done) setTimeout(() => rest(group), 10_000);
  else rest(group);
}

/** Buttons that wait for an answer stop waiting. */
function release() {
  for (const group of threads.querySelectorAll(".actions:has([aria-busy])")) rest(group);
}

function rest(group) {
  for (const one of group.children) {
    one.removeAttribute("aria-disabled");
    one.removeAttribute("aria-busy");
  }
}

function unfold(button) {
  const open = button.previousElementSibling.classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
  button.textContent = open ? "Show less" : "Show all";
}

threads.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".more")) menu.toggle(button);
  else if (button.matches(".fold")) unfold(button);
  else if (button.matches(".action")) press(button);
  else if (button.matches(".respond")) composer.answer(rootOf(button), label(button));
});

const NOT_FETCHED = "Earlier messages can't be fetched just now. Try again in a moment.";
const NOT_HERE = "That message is not in this channel any more.";
let fetching = false;

/**
 * Shows threads from before the first one here, down to that of `message` where one is named; what is in
 * sight stays where it is. Gives the newest of the messages that opened them, null where none came.
 */
async function fetchEarlier(message) {
  if (fetching) return null;
  fetching = true;
  const before = threads.querySelector(".thread")?.dataset.root ?? "";
  const { html, earlier: more, problem } = await fetch(`/threads?before=${before}${message ? `&to=${message}` : ""}`)
    .then((answer) => (answer.status === 404 ? { problem: NOT_HERE } : answer.json()))
    .catch(() => ({ problem: NOT_FETCHED }));
  fetching = false;
  composer.problem(problem ?? "");
  if (problem) return null;
  const below = document.documentElement.scrollHeight - scrollY;
  const older = fragment(html);
  dress(older);
  const newest = older.querySelector(".thread:last-child .message");
  threads.prepend(older);
  days();
  scrollTo({ top: document.documentElement.scrollHeight - below, behavior: "auto" });
  earlier.hidden = !more;
  return newest;
}

earlier.addEventListener("click", async () => {
  const newest = await fetchEarlier();
  newest?.focus({ preventScroll: true });
});

// ---- permalinks ---------------------------------------------------------------------------------

/** The browser itself goes to a message that is here; an earlier one has to be fetched before. */
async function goToMessage() {
  const id = /^#m(\d+)$/.exec(location.hash)?.[1];
  if (!id || document.getElementById(`m${id}`)) return;
  // Once it is here, going there anew has the browser show and mark it.
  if (await fetchEarlier(id)) location.replace(location.hash);
}

addEventListener("hashchange", goToMessage);
threads.addEventListener("click", (event) => {
  // A link that is followed once more changes no address, so that the browser tells nothing of it.
  const link = event.target.closest("a[href*='#m']");
  if (link && link.href === location.href) goToMessage();
});

// ---- from here on, live -------------------------------------------------------------------------

new ResizeObserver(() => {
  document.documentElement.style.setProperty("--dock", `${dock.offsetHeight}px`);
}).observe(dock);

dress(threads);
days();
goToMessage();
const [navigation] = performance.getEntriesByType("navigation");
if (navigation?.type === "navigate" && !location.hash && threads.children.length > 1) {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: "auto" });
}

// Not by an attribute, which would scroll; nor where it would call up a keyboard on the screen.
if (matchMedia("(pointer: fine)").matches && !location.hash) composer.focus();

listen(document.body.dataset, {
  message: (message) => upsert(message, { live: true }),
  busy,
  idle,
  lost() {
    line.textContent = "Connection lost, trying again …";
    line.classList.add("lost");
  },
  found() {
    if (line.classList.contains("lost")) say("Connected again.");
    line.textContent = "";
    line.classList.remove("lost");
  },
  quiet() {
    for (const item of threads.querySelectorAll(".reading")) item.remove();
  },
});
