import { megabytes } from '../pictures/megabytes.ts';
import { cover, method, secret } from './hide-state.ts';
import { roomFor } from './method-rules.ts';

/** How much of the cover's room a file takes, before it is hidden. */
export function RoomMeter() {
  const [from, into] = [secret.value, cover.value];
  if (from?.kind !== 'file' || into === undefined) return null;
  const room = roomFor(method.value, into);
  if (room === undefined) return null;
  const fits = from.bytes <= room.most;
  const words = !fits
    ? 'It does not fit: choose a larger cover.'
    : from.bytes <= room.unseen
      ? 'That is little: hard to detect.'
      : 'It fits, but a trained detector will find that something is hidden.';
  return (
    <p class="room">
      <label>
        <span>
          {from.name} takes {megabytes(from.bytes)} of about {megabytes(room.most)}
        </span>
        <meter
          min={0}
          max={1}
          low={room.unseen / room.most}
          high={0.99}
          value={Math.min(1, from.bytes / room.most)}
        />
      </label>
      <span class={fits ? 'muted' : 'warning'}>{words}</span>
    </p>
  );
}
