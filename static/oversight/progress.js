// While a file is checked: fetches how far it is every two seconds, and loads the page anew once the check has ended.
const shown = document.getElementById("check-progress");
const SECONDS = 2;

async function look() {
  try {
    const answer = await fetch(shown.dataset.progress, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.status === 204) {
      window.location.reload();
      return;
    }
    if (answer.ok) {
      const told = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (told.body.textContent.trim() !== shown.textContent.trim()) {
        shown.replaceChildren(...told.body.childNodes);
      }
    }
  } catch {
    // The server is away for a moment: the next look may find it.
  }
  setTimeout(look, SECONDS * 1000);
}

if (shown) {
  setTimeout(look, SECONDS * 1000);
}
