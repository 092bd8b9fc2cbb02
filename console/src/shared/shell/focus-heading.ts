/** After a change of the page: its heading has the focus, so that a screen reader says it and Tab begins there. */
export function focusHeading(): void {
  // The page may still be on its way: it is looked for again while nothing else has taken the focus.
  let tries = 0;
  const look = () => {
    const heading = document.querySelector<HTMLElement>('main h1');
    if (heading !== null) {
      const { activeElement } = document;
      const isInside =
        activeElement instanceof HTMLElement && activeElement.closest('main [data-autofocus], [role="dialog"]');
      if (isInside) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    } else if (tries++ < 40) setTimeout(look, 50);
  };
  look();
}
