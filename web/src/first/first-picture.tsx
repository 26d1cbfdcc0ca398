import pictureUrl from './picture.webp';
import secretUrl from './secret.webp';

/** What the page is about, without a word: a picture, and under the divider the one that is hidden in it. */
export function FirstPicture() {
  return (
    <figure class="first-picture">
      <compare-slider plain start={68} width={720} height={480} first="Everybody sees" second="Hidden inside">
        <img slot="first" src={pictureUrl} alt="Two macaws" draggable={false} width={720} height={480} />
        <img
          slot="second"
          src={secretUrl}
          alt="A cat, as it comes out of the macaws"
          draggable={false}
          width={720}
          height={480}
        />
      </compare-slider>
      <figcaption>Drag the line: the picture on the left carries the one on the right.</figcaption>
    </figure>
  );
}
