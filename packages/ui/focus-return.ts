/** Where the focus goes when what stood over the page has gone: Mantine's own return knows nothing of dialogs that begin open, or behind a menu. */
import { useEffect } from "react";

/** What stands over a page and takes the focus. */
const OVER = "[role=dialog], [role=alertdialog], [role=menu]";
/** The page itself, in `AppFrame`: where one is when the opener has gone too. */
const CONTENT_ID = "content";

/** Once a dialog or menu is gone and nothing has the focus, what had it last on the page gets it back. */
export function useFocusReturn(): void {
  useEffect(() => {
    let lastOnPage: HTMLElement | undefined;
    let wasOver = false;
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      wasOver = target.closest(OVER) !== null;
      if (!wasOver) lastOnPage = target;
    };
    const giveBack = () => {
      if (!wasOver || document.activeElement !== document.body || document.querySelector(OVER) !== null) return;
      wasOver = false;
      lastOnPage?.focus({ preventScroll: true });
      if (document.activeElement === document.body) document.getElementById(CONTENT_ID)?.focus({ preventScroll: true });
    };
    // What is removed takes its focus with it and tells nobody.
    const observer = new MutationObserver(giveBack);
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", remember);
    return () => {
      observer.disconnect();
      document.removeEventListener("focusin", remember);
    };
  }, []);
}
