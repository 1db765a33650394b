// The dialog of *Authorize*, by keyboard: it asks for the name first, Enter logs in, Escape closes,
// and the focus goes back to where it was.

// What opens it: the button at the top, and the lock of each operation.
const OPENERS = ".auth-wrapper > .authorize, .authorization__btn";

const CLOSERS = ".dialog-ux .close-modal, .dialog-ux .btn-done";

export function easeDialog() {
  let opener;
  document.addEventListener("click", ({ target }) => {
    if (target.closest(OPENERS)) {
      opener = target.closest(OPENERS);
      focusSoon(() => document.querySelector("#oauth_username"));
    } else if (target.closest(CLOSERS)) {
      focusSoon(() => opener);
    }
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape") {
      document.querySelector(".dialog-ux .close-modal")?.click();
    }
    if (key === "Enter" && target.matches("#oauth_username, #oauth_password")) {
      target.closest(".auth-container").querySelector(".authorize").click();
    }
  });
}

// Once Swagger UI has drawn what there is now, and has put the focus where it would have it.
function focusSoon(find) {
  requestAnimationFrame(() => find()?.focus());
}
