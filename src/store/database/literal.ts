/** Text as an expression that matches it and nothing else, in linear time. */
export function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
