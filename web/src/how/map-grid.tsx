import { useEffect, useRef } from 'preact/hooks';
import { say } from '../texts/say.ts';
import type { NetworkMap, NetworkStage } from '../worker/jobs.ts';

/** The feature maps of a stage, those with the most in them first. */
export function MapGrid({ stage, what }: { readonly stage: NetworkStage; readonly what: string }) {
  return (
    <figure class="maps">
      <div role="img" aria-label={say('how.maps.label', { count: stage.maps.length, what })}>
        {stage.maps.map((map) => (
          <MapCanvas map={map} />
        ))}
      </div>
      <figcaption>{say('how.maps', { count: stage.maps.length, all: stage.mapCount })}</figcaption>
    </figure>
  );
}

function MapCanvas({ map }: { readonly map: NetworkMap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pixels = new ImageData(map.width, map.height);
    for (const [i, value] of map.pixels.entries()) pixels.data.set([value, value, value, 255], 4 * i);
    canvas.current?.getContext('2d')?.putImageData(pixels, 0, 0);
  }, [map]);
  return <canvas ref={canvas} width={map.width} height={map.height} />;
}
