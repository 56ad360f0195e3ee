/** Another replay's page, beside this one; it opens at a step. */
export function replayLink(id: string, step: number): string {
  return `${location.pathname.replace(/[^/]+\/?$/, encodeURIComponent(id))}?step=${step}`;
}
