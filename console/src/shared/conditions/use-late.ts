import { useEffect, useState } from 'react';

/** A value once nobody has changed it for a while. */
export function useLate<T>(value: T, milliseconds: number): T {
  const [late, setLate] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), milliseconds);
    return () => clearTimeout(timer);
    // By what it says: drafts are made anew with each change.
  }, [key, milliseconds]);
  return late;
}
