import { methodNamed, type NeededRoom, type Room } from '../../../src/browser.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { hasFileSecret, method } from './hide-state.ts';
import { roomState } from './room-state.ts';

/** How full the secrets make the cover, before they are hidden. */
export function RoomMeter() {
  const state = roomState.value;
  if (state.kind === 'none') return null;
  return (
    <section class="room" aria-label="Room in the cover" data-testid="room" aria-live="polite">
      {state.kind === 'measuring' && <p class="muted">Measuring how much fits …</p>}
      {state.kind === 'refused' && <p class="warning">{state.why}</p>}
      {state.kind === 'measured' &&
        state.room.needed.map((needed, index) => (
          <Meter name={state.names[index]!} room={state.room} needed={needed} />
        ))}
    </section>
  );
}

type Fit = 'easily' | 'barely' | 'not';

function Meter({
  name,
  room,
  needed,
}: {
  readonly name: string;
  readonly room: Room;
  readonly needed: NeededRoom;
}) {
  const { bytes, psnr } = needed;
  const fit: Fit = bytes > room.most || Number.isNaN(psnr) ? 'not' : bytes <= room.easy ? 'easily' : 'barely';
  const full = room.most > 0 ? Math.min(1, bytes / room.most) : 1;
  return (
    <div data-fit={fit}>
      <label>
        <span>
          {name} takes about {megabytes(bytes)} of {megabytes(Math.max(0, room.most))}
        </span>
        <meter min={0} max={1} low={room.easy / room.most} high={0.999} optimum={0} value={full}>
          {Math.round(100 * full)} %
        </meter>
      </label>
      <p class={fit === 'not' ? 'warning' : 'muted'}>
        {fitWords(fit)} {fit === 'not' ? '' : backWords(psnr)}
      </p>
    </div>
  );
}

function fitWords(fit: Fit): string {
  const isMeasured = methodNamed(method.value).detectability !== undefined;
  switch (fit) {
    case 'easily':
      return isMeasured ? 'It fits easily, and is hard to detect.' : 'It fits easily.';
    case 'barely':
      return isMeasured
        ? 'It fits, but a trained detector can find out that something is hidden.'
        : 'It fits, but the picture will look a little rougher.';
    case 'not':
      return hasFileSecret.value
        ? 'It does not fit. Choose a larger cover or a smaller file.'
        : 'It does not fit. Choose a larger cover or a smaller picture.';
  }
}

/** How a picture will come back. */
function backWords(psnr: number): string {
  if (psnr === Number.POSITIVE_INFINITY) return 'It will come back exactly.';
  if (psnr >= 40) return 'It will come back nearly perfect.';
  if (psnr >= 30) return 'It will come back well, a little softer.';
  return 'It will come back rough.';
}
