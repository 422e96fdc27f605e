// The stream of changes. It starts after the last change the page has, so that nothing is lost while
// the line was down; a line that says nothing for too long is taken for dead. A page that nobody looks
// at lets go of it after a while: a browser has six lines to one server, and the seventh page would wait.

const DEAD_AFTER = 40_000;
const PATIENCE = 1_500;
const LONGEST_PAUSE = 5_000;
const UNSEEN_FOR = 60_000;

/** `here.room` and `here.last` are what the page was made from; `on` is what to call. */
export function listen(here, on) {
  let seq = Number(here.last);
  let source = null;
  let heard = Date.now();
  let pause = 250;
  let warning = null;
  let asleep = false;
  let dozing = null;
  let again = null;

  function open() {
    clearTimeout(again);
    if (asleep) return;
    source?.close();
    heard = Date.now();
    source = new EventSource(`/events?after=${seq}`);
    source.addEventListener("hello", (event) => {
      // The database is another one: what this page shows is not in it.
      if (JSON.parse(event.data).room !== here.room) location.reload();
      clearTimeout(warning);
      warning = null;
      pause = 250;
      heard = Date.now();
      on.found();
    });
    source.addEventListener("message", (event) => {
      heard = Date.now();
      const message = JSON.parse(event.data);
      on.message(message);
      seq = Math.max(seq, message.seq);
    });
    for (const name of ["busy", "idle"]) {
      source.addEventListener(name, (event) => {
        heard = Date.now();
        on[name](JSON.parse(event.data));
      });
    }
    source.addEventListener("beat", () => (heard = Date.now()));
    source.addEventListener("error", reopen);
  }

  function reopen() {
    source.close();
    on.quiet();
    warning ??= setTimeout(on.lost, PATIENCE);
    again = setTimeout(open, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  function sleep() {
    asleep = true;
    source.close();
    on.quiet();
  }

  setInterval(() => {
    if (source.readyState === EventSource.OPEN && Date.now() - heard > DEAD_AFTER) reopen();
  }, 5_000);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(dozing);
    if (document.hidden) dozing = setTimeout(sleep, UNSEEN_FOR);
    else if (asleep) {
      asleep = false;
      open();
    }
  });
  // A page that is kept for the Back button must not keep its line.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
