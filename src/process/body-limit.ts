/** Bytes of an upload, before base64; the setting `upload.maxBytes` may only lower it. */
export const bodyLimitBytes = 10 * 1024 * 1024;
