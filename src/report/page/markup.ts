/**
 * Text as it stands in HTML and in attributes: what would be markup is escaped, control characters, which a file's name may
 * contain, are replaced.
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
