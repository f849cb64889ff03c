// Saves a text while it is written: the form itself, sent a while after the last stroke. The button saves it as before.
const PAUSE = 4000;
const AGAIN = 10000;

for (const form of document.querySelectorAll("form[data-saves-itself]")) {
  look_after(form);
}

function look_after(form) {
  const shown = form.querySelector("[data-saved]");
  let next = form.dataset.savesItself;
  let kept = written(form);
  let unsure = null; // what was sent and not answered: sent again as it was, under its id, before anything newer
  let sending = null;
  let timer = null;
  let leaving = false;

  function later(after) {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  }

  function save() {
    if (sending || leaving || (!unsure && written(form) === kept)) {
      return;
    }
    unsure = unsure ?? { text: written(form), body: content(form, next) };
    sending = send(unsure).finally(() => {
      sending = null;
    });
  }

  async function send(sent) {
    try {
      const headers = { "X-Saved-By-Itself": "1" };
      const answer = await fetch(form.action, { method: "POST", headers, body: sent.body, redirect: "manual" });
      unsure = null;
      if (answer.type === "opaqueredirect") {
        shown.textContent = "Not saved: your sign-in has ended. Press the button to save: your words are kept while you sign in.";
        return;
      }
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
        shown.textContent = "Not saved. Press the button to save.";
        return;
      }
      const told = await answer.json();
      shown.textContent = told.told;
      if (answer.ok) {
        kept = sent.text;
        next = told.save_id;
        form.elements.based_on.value = told.based_on;
        form.elements.settles.value = "";
        if (written(form) !== kept) {
          later(PAUSE);
        }
      }
    } catch {
      shown.textContent = "Not saved yet: no connection. It is tried again.";
      later(AGAIN);
    }
  }

  form.addEventListener("input", () => later(PAUSE));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (sending) {
      // What is under way must be answered first: the button's save goes on from it.
      event.preventDefault();
      await sending;
      clearTimeout(timer);
      leaving = true;
      form.requestSubmit(event.submitter);
    }
    leaving = true;
  });
}

function written(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => !["based_on", "settles", "save_id"].includes(name)));
}

function content(form, id) {
  const body = new FormData(form);
  body.set("save_id", id);
  return body;
}
