/**
 * Text for HTML and attributes: markup is escaped, and control characters, which a file's name may contain, are replaced.
 */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
