/** A command to be copied: one click takes it whole. A flag and its value stay on one line where they fit. */
export function CommandLine({ children }: { readonly children: string }) {
  return (
    <span class="command">
      <code>
        {children.split(/ (?=--)/).map((part, index) => (
          <span key={index}>
            {index > 0 && " "}
            <span class="command-part">{part}</span>
          </span>
        ))}
      </code>
    </span>
  );
}
