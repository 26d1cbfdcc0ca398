/**
 * What the page may do, as its server says it and, for servers that cannot be told, as the page itself does.
 */

/** Nothing from anywhere else, no inline script, no `eval`; WebAssembly may be compiled. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'font-src': "'self'",
  'connect-src': "'self' blob:",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** `frame-ancestors` counts only in a header. */
export function contentSecurityPolicy(inHeader: boolean): string {
  return Object.entries(inHeader ? { ...POLICY, 'frame-ancestors': "'none'" } : POLICY)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** The first two make the page cross-origin isolated, without which WebAssembly has one thread. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy(true),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
