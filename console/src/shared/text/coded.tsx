/** A sentence of the API, with what stands between backticks as code. */
export function Coded({ children }: { readonly children: string }) {
  return children.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={index} className="font-mono break-words">
        {part}
      </code>
    ),
  );
}
