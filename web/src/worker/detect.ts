import { type RgbImage, stegExpose, textbookDetection } from '../../../src/browser.ts';
import type { Detection } from './jobs.ts';

/** What the lab's detectors say of a picture; those that need no training. */
export function detect(picture: RgbImage): Detection {
  return { stegExpose: stegExpose(picture), textbook: textbookDetection(picture) };
}
