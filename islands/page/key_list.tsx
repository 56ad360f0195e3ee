/** Keys and what each does. */
export function KeyList(
  { keys }: { readonly keys: readonly { readonly shown: string; readonly what: string }[] },
) {
  return (
    <dl class="key-list">
      {keys.map(({ shown, what }) => (
        <div key={shown}>
          <dt>
            <kbd class="key-hint">{shown}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
