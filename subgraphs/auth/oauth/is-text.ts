const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Whether a form-encoded text decodes to characters that PostgreSQL stores: UTF-8 without NUL. A percent sign without two digits stands for
 * itself.
 */
export function isText(encoded: string | Uint8Array): boolean {
  try {
    const text = typeof encoded === 'string' ? encoded : utf8.decode(encoded);
    // Throws for bytes that are not UTF-8, which half a surrogate pair is not either.
    const decoded = text.replace(/(?:%[0-9a-f]{2})+/gi, decodeURIComponent);
    return !decoded.includes('\0');
  } catch {
    return false;
  }
}
