import { type RgbImage, stegExpose, textbookDetection } from '../../../src/browser.ts';
import type { Detection } from './jobs.ts';

/** The results of the untrained detectors for a picture. */
export function detect(picture: RgbImage): Detection {
  return { stegExpose: stegExpose(picture), textbook: textbookDetection(picture) };
}
