/**
 * Where a page has a script anyway, the theme changes without loading it again: what runs keeps running. The server is told the
 * choice, and `themechange` on the document tells those who draw with its colours.
 */
export function switchThemeInPlace(): void {
  document.querySelector(".theme-switch")?.addEventListener("submit", (event) => {
    const { currentTarget: form, submitter } = event as SubmitEvent & { currentTarget: HTMLFormElement };
    const theme = (submitter as HTMLButtonElement | null)?.value;
    if (theme === undefined) return;
    event.preventDefault();
    document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new Event("themechange"));
    void fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ theme, back: "/" }),
      redirect: "manual",
      // Who goes on at once is heard all the same.
      keepalive: true,
    })
      .catch(() => {});
  });
}
