/** A page as somebody without a mouse meets it: where Tab leads, what it never reaches, and whether one sees where one is. */
import type { Page } from "playwright-core";

/** Elements that nobody can reach, or where nobody sees that they are there; empty when all is well. */
export type WalkFaults = readonly string[];

/** More Tabs than any page needs: beyond them the focus goes in circles. */
const STOPS_MAX = 1_500;

/**
 * In the page. What acts on a click is found by what it is and by the handlers that React has put on it. It counts as reached when the focus
 * stood on it, on what surrounds it, or on the control that it labels or wraps.
 */
const SCRIPT = `globalThis.walk ??= (() => {
  const CONTROLS = "a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=tab], [role=menuitem], [role=menuitemradio], [role=switch], [role=option]";
  // Each has a key of its own: arrows in a number, Backspace behind values in a field, Escape beside a dialog, Alt+Down or Down for a list.
  const BY_OTHER_KEYS = ".mantine-NumberInput-controls *, .mantine-MultiSelect-root .mantine-Pill-remove, .mantine-TagsInput-root .mantine-Pill-remove, .mantine-Modal-overlay, .mantine-Modal-inner, .mantine-Drawer-overlay, .mantine-Drawer-inner";
  const hasHandler = (element) => {
    const key = Object.keys(element).find((name) => name.startsWith("__reactProps$"));
    const props = key === undefined ? {} : element[key];
    return ["onClick", "onDrop", "onDoubleClick"].some((name) => typeof props[name] === "function");
  };
  const isOff = (element) => element.closest("[inert], [disabled], [data-disabled], [aria-disabled=true]") !== null || (element.matches("input") && element.disabled);
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const acting = (root) => [...root.querySelectorAll("*")].filter((element) =>
    (element.matches(CONTROLS) || hasHandler(element)) && !element.matches("input[type=hidden], input[type=file]") && !element.matches(BY_OTHER_KEYS) && isShown(element) && !isOff(element));
  const tell = (element) => {
    const name = (element.getAttribute("aria-label") ?? element.innerText ?? element.getAttribute("name") ?? "").replace(/\\s+/g, " ").trim().slice(0, 40);
    const kind = [...element.classList].find((name) => name.startsWith("mantine-")) ?? element.className?.toString().slice(0, 40) ?? "";
    return element.tagName.toLowerCase() + (kind === "" ? "" : "." + kind) + ' "' + name + '"';
  };
  const styleOf = (element) => {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" : [style.outlineStyle, style.outlineWidth, style.outlineColor].join(" ");
    return [outline, style.boxShadow, style.borderTopColor, style.backgroundColor, style.transform, style.top, style.clipPath].join(" | ");
  };
  // A ring may stand on the track of a switch, or around the field that an input is part of.
  const around = (element) => [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement, ...(element.labels ?? [])].filter((one) => one instanceof Element);
  const looks = (element) => new Map(around(element).map((one) => [one, styleOf(one)]));
  let state;
  const leave = (now) => {
    const { last, lastLooks } = state;
    if (last === undefined || last === now || !last.isConnected) return;
    const shared = new Set(now === null ? [] : around(now));
    const differs = [...lastLooks].some(([one, look]) => (one === last || !shared.has(one)) && one.isConnected && styleOf(one) !== look);
    if (!differs) state.unseen.add(last);
  };
  // A second look, when nothing moves any more.
  const isUnseen = (element) => {
    document.activeElement?.blur?.();
    const before = looks(element);
    element.focus();
    return [...before].every(([one, look]) => styleOf(one) === look);
  };
  const rovingGroup = (element) => element.closest("[role=tablist], [role=menu], [role=radiogroup]");
  const isReached = (element) => {
    const isOn = (one) => one !== null && one !== undefined && (state.reached.has(one) || state.before.has(one));
    if (isOn(element) || isOn(element.control)) return true;
    for (let outer = element.parentElement; outer !== null; outer = outer.parentElement) if (isOn(outer) && outer.matches(CONTROLS)) return true;
    if (element.type === "radio") return [...document.getElementsByName(element.name)].some(isOn);
    if (!element.matches(CONTROLS)) return [...element.querySelectorAll("*")].some(isOn);
    return false;
  };
  return {
    begin: (root) => {
      // What fades in or out would be looked at half-way.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
      document.adoptedStyleSheets = [sheet];
      state = { ends: 0, root, reached: new Set(), before: new Set(), outside: [], unseen: new Set(), last: undefined, lastLooks: new Map() };
    },
    // "on" while the walk goes on, "round" when it is through, "left" when the focus went out of a part that stands over the page.
    note: () => {
      const now = document.activeElement === document.body ? null : document.activeElement;
      leave(now);
      state.last = now ?? undefined;
      // Beyond the last element; whatever stands before the place where the walk began comes next.
      if (now === null) return state.ends++ === 0 ? "on" : "round";
      // Such a field has several places for the focus.
      if (now === state.reentered && now.matches("[type=date], [type=time], [type=datetime-local]") && state.stays++ < 12) return "on";
      if (state.reached.has(now)) return "round";
      [state.reentered, state.stays] = [now, 0];
      state.lastLooks = looks(now);
      state.reached.add(now);
      const { left, right, top, bottom } = now.getBoundingClientRect();
      if (right < 0 || bottom < 0 || left > innerWidth || top > innerHeight) state.outside.push(tell(now));
      return state.root.contains(now) ? "on" : state.root === document.body ? "on" : "left";
    },
    // Whether Tab missed something. It may have come when the walk was past its place: then another round is made.
    isMissing: () => acting(state.root).some((element) => !isReached(element) && rovingGroup(element) === null),
    again: () => {
      for (const element of state.reached) state.before.add(element);
      state.reached = new Set();
      state.ends = 0;
      state.reentered = undefined;
    },
    // What Tab did not reach. Arrows may change the page, so it is held before they are pressed; the groups of which Tab reached one.
    endOfTabs: () => {
      state.missed = acting(state.root).filter((element) => !isReached(element));
      state.groups = [...new Set(state.missed.map(rovingGroup))].filter((group) => group !== null && [...state.before, ...state.reached].some((one) => group.contains(one)));
      return state.groups.length;
    },
    enterGroup: (index) => {
      const group = state.groups[index];
      [...state.before, ...state.reached].find((one) => group.contains(one))?.focus();
      return group.querySelectorAll("[role=tab], [role^=menuitem], [role=radio]").length;
    },
    faults: () => [
      ...state.outside.map((name) => "has the focus outside the window: " + name),
      ...state.missed.filter((element) => element.isConnected && !isReached(element)).map((element) => "is not reached: " + tell(element)),
      ...[...state.unseen].filter((element) => element.isConnected && isUnseen(element)).map((element) => "shows no focus: " + tell(element)),
    ],
  };
})()`;

/** Presses Tab from the page's beginning until it comes round, then the arrows in each group of which Tab reaches one. */
export async function walkPage(page: Page): Promise<WalkFaults> {
  await page.evaluate(
    `${SCRIPT}; document.activeElement?.blur?.(); getSelection()?.removeAllRanges(); walk.begin(document.body)`,
  );
  return await walk(page);
}

/** As `walkPage`, within the part that stands over the page, from where its focus is. */
export async function walkPart(page: Page): Promise<WalkFaults> {
  const isInside = await page.evaluate<boolean>(
    `${SCRIPT}; walk.begin(parts.over()); parts.over().contains(document.activeElement) && walk.note() === "on"`,
  );
  return isInside ? await walk(page) : ["does not take the focus"];
}

async function walk(page: Page): Promise<WalkFaults> {
  let met = await walkRound(page);
  if (met === "round" && (await page.evaluate<boolean>("walk.isMissing()"))) {
    await page.evaluate("walk.again()");
    met = await walkRound(page);
  }
  const ends = { on: ["never comes round by Tab"], left: ["lets the focus out"], round: [] as string[] };
  await walkGroups(page);
  return [...(ends[met as keyof typeof ends] ?? []), ...(await page.evaluate<string[]>("walk.faults()"))];
}

async function walkRound(page: Page): Promise<string> {
  let met = "on";
  for (let stops = 0; met === "on" && stops < STOPS_MAX; stops += 1) {
    await page.keyboard.press("Tab");
    met = await page.evaluate<string>("walk.note()");
  }
  return met;
}

async function walkGroups(page: Page): Promise<void> {
  const groups = await page.evaluate<number>("walk.endOfTabs()");
  for (let group = 0; group < groups; group += 1) {
    for (const key of ["ArrowRight", "ArrowDown"]) {
      const size = await page.evaluate<number>(`walk.enterGroup(${group})`);
      for (let step = 0; step < size; step += 1) {
        await page.keyboard.press(key);
        await page.evaluate("walk.note()");
      }
    }
  }
}
