import { AUDITED } from '../warden/audited.ts';

/** What trained detectors find, as measured in docs/detectability.md. */
export function WardenTable() {
  return (
    <section aria-labelledby="wardens-title">
      <h2 id="wardens-title">What a trained detector finds</h2>
      <p>
        Hiding what is in a message is easy; hiding that there is one is not. A trained detector is a program
        that has learned from many pictures, with and without something hidden in them. Each of these learned
        from a hundred containers of one method and photos from the same camera, and was asked about photos
        that it had never seen. How often it errs, between never (0 %) and as often as somebody who throws a
        coin (50 %):
      </p>
      <div class="table-scroll">
        <table class="audited stacked">
          <thead>
            <tr>
              <th scope="col">What was hidden</th>
              <th scope="col">StegExpose errs</th>
              <th scope="col">A trained detector errs</th>
            </tr>
          </thead>
          <tbody>
            {AUDITED.map(({ what, stegExpose, trained }) => (
              <tr>
                <th scope="row">{what}</th>
                <td data-label="StegExpose errs">{percent(stegExpose)}</td>
                <td data-label="A trained detector errs">
                  <meter min="0" max="0.5" value={trained}>
                    {percent(trained)}
                  </meter>{' '}
                  {percent(trained)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        So: a photo in a photo is private with a passphrase, but not secret as a fact. Where the fact itself
        is dangerous, hide little, by the exact method, and in a photo of your own that nobody else has.
      </p>
      <p class="muted">
        Kodak photos through PNG files, 144 tiles of 256 × 256, by photo; details and intervals are in the
        project’s docs/detectability.md.
      </p>
    </section>
  );
}

function percent(error: number): string {
  return `${(100 * error).toFixed(error > 0 && error < 0.1 ? 1 : 0)} %`;
}
