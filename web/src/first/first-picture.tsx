import { say } from '../texts/say.ts';
import pictureUrl from './picture.webp';
import secretUrl from './secret.webp';

/** What the page is about, without a word: a picture, and under the divider the one that is hidden in it. */
export function FirstPicture() {
  return (
    <figure class="first-picture">
      <compare-slider
        plain
        start={68}
        width={720}
        height={480}
        first={say('first.sees')}
        second={say('first.hidden')}
      >
        <img
          slot="first"
          src={pictureUrl}
          alt={say('first.parrots')}
          draggable={false}
          width={720}
          height={480}
        />
        <img
          slot="second"
          src={secretUrl}
          alt={say('first.cat')}
          draggable={false}
          width={720}
          height={480}
        />
      </compare-slider>
      <figcaption>{say('first.drag')}</figcaption>
    </figure>
  );
}
