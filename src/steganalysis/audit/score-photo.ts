import type { DetectorPicture } from '../../training/detector/detector-picture.ts';
import { type Detector, scoreDetector } from '../../training/detector/score.ts';
import type { ScoredPhoto } from './judgement.ts';

/** The logits of a network for the covers of a photo, and for the containers of the same tiles in the same order. */
export async function scorePhoto(
  detector: Detector,
  photo: string,
  covers: Iterable<DetectorPicture>,
  containers: Iterable<DetectorPicture>,
): Promise<ScoredPhoto> {
  const logits = async (pictures: Iterable<DetectorPicture>): Promise<number[]> => {
    const all: number[] = [];
    for (const picture of pictures) all.push(await scoreDetector(detector, picture));
    return all;
  };
  return { photo, covers: await logits(covers), containers: await logits(containers) };
}
