import { number, say } from '../texts/say.ts';
import { AUDITED } from '../warden/audited.ts';

/** What trained detectors find, as measured in docs/detectability.md. */
export function WardenTable() {
  return (
    <section aria-labelledby="wardens-title">
      <h2 id="wardens-title">{say('how.wardens.title')}</h2>
      <p>{say('how.wardens.lead')}</p>
      <div class="table-scroll">
        <table class="audited stacked">
          <thead>
            <tr>
              <th scope="col">{say('how.wardens.what')}</th>
              <th scope="col">{say('how.wardens.stegexpose')}</th>
              <th scope="col">{say('how.wardens.trained')}</th>
            </tr>
          </thead>
          <tbody>
            {AUDITED.map(({ what, stegExpose, trained }) => (
              <tr>
                <th scope="row">{what()}</th>
                <td data-label={say('how.wardens.stegexpose')}>{percent(stegExpose)}</td>
                <td data-label={say('how.wardens.trained')}>
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
      <p>{say('how.wardens.advice')}</p>
      <p class="muted">{say('how.wardens.source')}</p>
    </section>
  );
}

function percent(error: number): string {
  return `${number(100 * error, error > 0 && error < 0.1 ? 1 : 0)} %`;
}
