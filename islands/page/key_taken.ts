/** Whether a key means something where it was pressed: text in a field, a press of a button, a choice in a list; or to the browser. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const element = event.target instanceof Element ? event.target : null;
  if (document.querySelector("dialog:modal") !== null) return true;
  if (element === null) return false;
  if (element.closest("input, select, textarea, [contenteditable=true]") !== null) return true;
  return (event.key === " " || event.key === "Enter") && element.closest("button, a, summary") !== null;
}
