/** What the page asks of the service worker, over a port of its own. */
export type OfflineRequest = 'what is kept?' | 'keep everything';

/** What the service worker answers, the last answer last. */
export type OfflineAnswer =
  | { readonly kind: 'keeping'; readonly done: number }
  | { readonly kind: 'kept' | 'not kept'; readonly bytes: number }
  | { readonly kind: 'failed' };

/** A page that was opened for shared files asks for them, by the name in its address. */
export interface SharedRequest {
  readonly shared: string;
}

/** The files, once; none where the service worker was ended in between. */
export type SharedAnswer = readonly File[];
