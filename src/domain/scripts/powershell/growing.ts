/** What is filled in member by member while a text is read. */
export type Growing<T> = { -readonly [K in keyof T]: T[K] };
