import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { RgbImage } from '../../../src/browser.ts';
import { STRIP_ROWS, withAlpha } from './alpha.ts';
import { reduced } from './reduced.ts';

/** Shows pixels, for viewing only: files are never made from it. */
export function PixelCanvas({
  image,
  alpha,
  label,
  slot,
  most = Number.POSITIVE_INFINITY,
}: {
  readonly image: RgbImage;
  /** Opacities; where they are given, a checkerboard shows through. */
  readonly alpha?: Uint8Array | undefined;
  readonly label: string;
  readonly slot?: string;
  /** Longest side that is worth showing, in pixels. */
  readonly most?: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useMemo(() => reduced({ ...image, alpha }, most), [image, alpha, most]);
  const { width, height } = shown;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    for (let top = 0; top < height; top += STRIP_ROWS) {
      context?.putImageData(withAlpha(shown, top, Math.min(STRIP_ROWS, height - top)), 0, top);
    }
  }, [shown, height]);
  return (
    <canvas
      ref={canvas}
      class={alpha === undefined ? undefined : 'see-through'}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      slot={slot}
    />
  );
}
