/** Sentences about a field that is none of React Aria's. */
export function FieldErrors({ errors }: { readonly errors: readonly string[] }) {
  return errors.map((error) => (
    <p key={error} className="text-xs text-danger">
      {error}
    </p>
  ));
}
