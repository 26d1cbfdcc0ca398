import type { ComponentChildren } from 'preact';
import { amplifiedResidual, psnr, RESIDUAL_GAIN, type RgbImage } from '../../../src/browser.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { decibels } from '../result/figures.ts';
import { say } from '../texts/say.ts';
import type { NetworkStage, StagesAnswer } from '../worker/jobs.ts';
import { MapGrid } from './map-grid.tsx';

export function BalujaSteps({ stages }: { readonly stages: StagesAnswer }) {
  const { cover, secret } = stages;
  return (
    <ol class="steps">
      <Step title={say('how.two')}>
        <p>{say('how.baluja.two')}</p>
        <Pictures
          pictures={[
            [say('word.secret'), secret],
            [say('word.cover'), cover],
          ]}
        />
      </Step>
      <Step title={say('how.baluja.prep.title')}>
        <p>{say('how.baluja.prep')}</p>
        <Maps stages={stages.hiding} name="prep" what={say('how.baluja.prep.maps')} />
      </Step>
      <Step title={say('how.baluja.hide.title')}>
        <p>{say('how.baluja.hide')}</p>
        <Maps stages={stages.hiding} name="hide" what={say('how.baluja.hide.maps')} />
      </Step>
      <ContainerStep stages={stages} />
      <Step title={say('how.baluja.reveal.title')}>
        <p>{say('how.baluja.reveal')}</p>
        <Maps stages={stages.revealing} name="reveal" what={say('how.baluja.reveal.maps')} />
      </Step>
      <RevealedStep stages={stages} />
    </ol>
  );
}

export function InvertibleSteps({ stages }: { readonly stages: StagesAnswer }) {
  const { cover, secret, hiding, revealing } = stages;
  const blocks = hiding
    .filter(({ name }) => name.startsWith('cover.'))
    .map(({ name }) => Number(name.split('.')[1]));
  const picture = (from: readonly NetworkStage[], name: string): RgbImage | undefined =>
    from.find((stage) => stage.name === name)?.picture;
  return (
    <ol class="steps">
      <Step title={say('how.two')}>
        <p>{say('how.invertible.two')}</p>
        <Pictures
          pictures={[
            [say('word.secret'), secret],
            [say('word.cover'), cover],
          ]}
        />
      </Step>
      <Step title={say('how.invertible.first.title')}>
        <p>{say('how.invertible.first')}</p>
        <Maps stages={hiding} name="added.0" what={say('how.invertible.first.maps')} />
      </Step>
      <Step title={say('how.invertible.blocks.title')}>
        <p>{say('how.invertible.blocks')}</p>
        <div class="blocks">
          {blocks.map((block) => {
            const [own, other] = [picture(hiding, `cover.${block}`), picture(hiding, `secret.${block}`)];
            return (
              <Pictures
                pictures={[
                  [say('how.invertible.cover', { block: block + 1 }), own],
                  [say('how.invertible.secret', { block: block + 1 }), other],
                ]}
                missing={say('how.invertible.remainder')}
              />
            );
          })}
        </div>
      </Step>
      <ContainerStep stages={stages} />
      <Step title={say('how.invertible.back.title')}>
        <p>{say('how.invertible.back')}</p>
        <div class="row">
          {revealing.map(({ name, picture: image }) =>
            image === undefined ? null : (
              <Picture
                title={say('how.invertible.before', { block: Number(name.split('.')[1]) + 1 })}
                image={image}
              />
            ),
          )}
        </div>
      </Step>
      <RevealedStep stages={stages} />
    </ol>
  );
}

function ContainerStep({ stages: { cover, container } }: { readonly stages: StagesAnswer }) {
  return (
    <Step title={say('how.container.title')}>
      <p>{say('how.container', { gain: RESIDUAL_GAIN })}</p>
      <Pictures
        pictures={[
          [say('how.container.picture', { decibels: decibels(psnr(cover, container)) }), container],
          [say('how.container.changed'), amplifiedResidual(cover, container)],
        ]}
      />
    </Step>
  );
}

function RevealedStep({ stages: { secret, revealed } }: { readonly stages: StagesAnswer }) {
  return (
    <Step title={say('how.revealed.title')}>
      <p>{say('how.revealed')}</p>
      <Pictures
        pictures={[
          [say('how.revealed.picture', { decibels: decibels(psnr(secret, revealed)) }), revealed],
          [say('how.revealed.missing', { gain: RESIDUAL_GAIN }), amplifiedResidual(secret, revealed)],
        ]}
      />
    </Step>
  );
}

function Step({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <li>
      <h3>{title}</h3>
      {children}
    </li>
  );
}

function Pictures({
  pictures,
  missing,
}: {
  readonly pictures: readonly (readonly [title: string, image: RgbImage | undefined])[];
  /** A placeholder for a missing picture. */
  readonly missing?: string;
}) {
  return (
    <div class="side-by-side">
      {pictures.map(([title, image]) =>
        image === undefined ? (
          <p class="missing muted">{missing}</p>
        ) : (
          <Picture title={title} image={image} />
        ),
      )}
    </div>
  );
}

function Picture({ title, image }: { readonly title: string; readonly image: RgbImage }) {
  return (
    <figure>
      <PixelCanvas image={image} label={title} />
      <figcaption>{title}</figcaption>
    </figure>
  );
}

function Maps({
  stages,
  name,
  what,
}: {
  readonly stages: readonly NetworkStage[];
  readonly name: string;
  readonly what: string;
}) {
  const stage = stages.find((candidate) => candidate.name === name);
  return stage === undefined ? null : <MapGrid stage={stage} what={what} />;
}
