import type { ComponentChildren } from 'preact';
import { amplifiedResidual, psnr, RESIDUAL_GAIN, type RgbImage } from '../../../src/browser.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { decibels } from '../result/figures.ts';
import type { NetworkStage, StagesAnswer } from '../worker/jobs.ts';
import { MapGrid } from './map-grid.tsx';

export function BalujaSteps({ stages }: { readonly stages: StagesAnswer }) {
  const { cover, secret } = stages;
  return (
    <ol class="steps">
      <Step title="Two pictures">
        <p>
          The secret is brought to the cover’s size. From here on the networks see nothing but these numbers.
        </p>
        <Pictures
          pictures={[
            ['Secret', secret],
            ['Cover', cover],
          ]}
        />
      </Step>
      <Step title="The secret is prepared">
        <p>
          The <em>Prep</em> network takes the secret apart: edges here, areas of one colour there. It decides
          what of the secret is easy to hide where.
        </p>
        <Maps stages={stages.hiding} name="prep" what="the prepared secret" />
      </Step>
      <Step title="The cover takes it up">
        <p>
          The <em>Hide</em> network sees the cover and the prepared secret, and mixes them. Some maps look
          like the cover, some like the secret, some like both.
        </p>
        <Maps stages={stages.hiding} name="hide" what="cover and secret being mixed" />
      </Step>
      <ContainerStep stages={stages} />
      <Step title="The secret is found again">
        <p>
          The <em>Reveal</em> network gets the saved picture and nothing else. It has learned to see the faint
          pattern and to look past the cover.
        </p>
        <Maps stages={stages.revealing} name="reveal" what="the secret being found" />
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
      <Step title="Two pictures">
        <p>
          The secret is brought to the cover’s size, and every 4 × 4 pixels become one place with 48 numbers,
          so that a wide network costs little.
        </p>
        <Pictures
          pictures={[
            ['Secret', secret],
            ['Cover', cover],
          ]}
        />
      </Step>
      <Step title="What the secret adds to the cover, at first">
        <p>
          In each block a small network looks at the secret’s stream, and what it says is added to the
          cover’s.
        </p>
        <Maps stages={hiding} name="added.0" what="what the first block adds to the cover" />
      </Step>
      <Step title="Eight blocks, side by side">
        <p>
          The cover’s stream hardly changes; the secret’s stream is scaled and shifted by what the cover’s
          says, until it is only a remainder that can be thrown away.
        </p>
        <div class="blocks">
          {blocks.map((block) => {
            const [own, other] = [picture(hiding, `cover.${block}`), picture(hiding, `secret.${block}`)];
            return (
              <Pictures
                pictures={[
                  [`Cover’s stream after block ${block + 1}`, own],
                  [`Secret’s stream after block ${block + 1}`, other],
                ]}
                missing="The remainder: thrown away"
              />
            );
          })}
        </div>
      </Step>
      <ContainerStep stages={stages} />
      <Step title="Backwards">
        <p>
          To reveal, the blocks run backwards. The remainder is gone, so the first step estimates it from the
          container; each further block makes the picture clearer.
        </p>
        <div class="row">
          {revealing.map(({ name, picture: image }) =>
            image === undefined ? null : (
              <Picture title={`Before block ${Number(name.split('.')[1]) + 1}`} image={image} />
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
    <Step title="The container is saved">
      <p>
        Every sample is rounded to one of 256 values and written to a file: what cannot survive that was never
        hidden. Beside it is what changed, {RESIDUAL_GAIN} times as strong; grey is no change.
      </p>
      <Pictures
        pictures={[
          [`Container, ${decibels(psnr(cover, container))} to the cover`, container],
          ['What changed', amplifiedResidual(cover, container)],
        ]}
      />
    </Step>
  );
}

function RevealedStep({ stages: { secret, revealed } }: { readonly stages: StagesAnswer }) {
  return (
    <Step title="The secret is back">
      <p>Not bit by bit as it was, but so near that one has to look twice. What is missing is beside it.</p>
      <Pictures
        pictures={[
          [`Revealed, ${decibels(psnr(secret, revealed))} to the secret`, revealed],
          [`What is missing, ${RESIDUAL_GAIN} times`, amplifiedResidual(secret, revealed)],
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
