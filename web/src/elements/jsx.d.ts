import type { HTMLAttributes } from 'preact';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'compare-slider': HTMLAttributes<HTMLElement> & {
        readonly width: number;
        readonly height: number;
        readonly first: string;
        readonly second: string;
      };
    }
  }
}
