import { useEffect, useRef } from 'preact/hooks';
import type { RgbImage } from '../../../src/browser.ts';
import { withAlpha } from './alpha.ts';

/** Shows pixels. For looking at only: files are never made from it. */
export function PixelCanvas({
  image,
  label,
  slot,
  class: className,
}: {
  readonly image: RgbImage;
  readonly label: string;
  readonly slot?: string;
  readonly class?: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(withAlpha(image), 0, 0);
  }, [image]);
  const { width, height } = image;
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      slot={slot}
      class={className}
    />
  );
}
