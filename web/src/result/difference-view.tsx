import { useMemo, useState } from 'preact/hooks';
import { amplifiedResidual, type RgbImage } from '../../../src/browser.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { say } from '../texts/say.ts';

/** The sample of "no difference". */
const MIDDLE = 128;
const MOST_GAIN = 64;

/** Container minus cover, amplified by a slider: grey is no change. */
export function DifferenceView({
  cover,
  container,
}: {
  readonly cover: RgbImage;
  readonly container: RgbImage;
}) {
  const [gain, setGain] = useState(10);
  // Stretched to what the canvas can hold; the slider's factor is the filter's.
  const base = useMemo(() => amplifiedResidual(cover, container, 1), [cover, container]);
  return (
    <>
      <svg class="filters" aria-hidden="true">
        <filter id="amplify" color-interpolation-filters="sRGB">
          <feComponentTransfer>
            {(['feFuncR', 'feFuncG', 'feFuncB'] as const).map((Channel) => (
              <Channel type="linear" slope={gain} intercept={(MIDDLE / 255) * (1 - gain)} />
            ))}
          </feComponentTransfer>
        </filter>
      </svg>
      <div class="difference">
        <PixelCanvas image={base} label={say('result.minus', { gain })} />
      </div>
      <label class="gain">
        <span>{say('result.amplified', { gain })}</span>
        <input
          type="range"
          min="1"
          max={MOST_GAIN}
          value={gain}
          onInput={({ currentTarget }) => setGain(Number(currentTarget.value))}
        />
      </label>
    </>
  );
}
