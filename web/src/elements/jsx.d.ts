import type { HTMLAttributes } from 'preact';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'compare-slider': HTMLAttributes<HTMLElement> & {
        readonly width: number;
        readonly height: number;
        readonly first: string;
        readonly second: string;
        /** Without the tools for zooming. */
        readonly plain?: boolean;
        /** Where the divider is at first, in hundredths; 50 by default. */
        readonly start?: number;
      };
    }
  }
}
