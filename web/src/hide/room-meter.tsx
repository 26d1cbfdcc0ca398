import { methodNamed, type NeededRoom, type Room } from '../../../src/browser.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { say } from '../texts/say.ts';
import { hasFileSecret, method } from './hide-state.ts';
import { roomState } from './room-state.ts';

/** How full the secrets make the cover, before they are hidden. */
export function RoomMeter() {
  const state = roomState.value;
  if (state.kind === 'none') return null;
  return (
    <section class="room" aria-label={say('room.label')} data-testid="room" aria-live="polite">
      {state.kind === 'measuring' && <p class="muted">{say('room.measuring')}</p>}
      {state.kind === 'refused' && <p class="warning">{state.why()}</p>}
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
          {say('room.takes', { name, bytes: megabytes(bytes), most: megabytes(Math.max(0, room.most)) })}
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
      return say(isMeasured ? 'room.easily.measured' : 'room.easily');
    case 'barely':
      return say(isMeasured ? 'room.barely.measured' : 'room.barely');
    case 'not':
      return say(hasFileSecret.value ? 'room.not.file' : 'room.not.picture');
  }
}

/** How a picture will come back. */
function backWords(psnr: number): string {
  if (psnr === Number.POSITIVE_INFINITY) return say('room.back.exact');
  if (psnr >= 40) return say('room.back.perfect');
  if (psnr >= 30) return say('room.back.well');
  return say('room.back.rough');
}
