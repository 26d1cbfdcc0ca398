/** Bytes as text: RFC 4648, section 4 with padding, and section 5 for names and URLs, without. */

/** Base64, with padding. */
export function base64(bytes: Uint8Array): string {
  let characters = '';
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters);
}

/** Base64 for names and URLs: with `-` and `_`, without padding. */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The bytes of a text.
 *
 * @returns undefined for anything but what `base64` writes.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  // The last character may have bits that no byte has: each text of bytes is to be the only one.
  return base64(bytes) === text ? bytes : undefined;
}

/**
 * The bytes of a text.
 *
 * @returns undefined for anything but what `base64url` writes.
 */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const padding = '='.repeat((4 - (text.length % 4)) % 4);
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/') + padding);
}
