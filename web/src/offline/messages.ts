/** What the page asks of the service worker, over a port of its own. */
export type OfflineRequest = 'what is kept?' | 'keep everything';

/** What the service worker answers, the last answer last. */
export type OfflineAnswer =
  | { readonly kind: 'keeping'; readonly done: number }
  | { readonly kind: 'kept' | 'not kept'; readonly bytes: number }
  | { readonly kind: 'failed' };
