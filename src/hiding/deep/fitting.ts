/**
 * Networks hide a secret of the cover's size. A secret of another size is turned where that suits the cover better,
 * and resized; when it is revealed both are undone.
 */
import { rotateClockwise, rotateCounterclockwise } from '../../image/orientation.ts';
import { resize } from '../../image/resize.ts';
import type { RgbImage } from '../../image/rgb-image.ts';

/** Sides in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether a secret is turned by 90 degrees for a cover: one is upright and the other lies. */
export function isTurned(secret: Size, cover: Size): boolean {
  return (secret.width - secret.height) * (cover.width - cover.height) < 0;
}

/** The secret in the cover's size. */
export function fitSecret(secret: RgbImage, cover: Size): RgbImage {
  const upright = isTurned(secret, cover) ? rotateClockwise(secret) : secret;
  return resize(upright, cover.width, cover.height);
}

/** The secret in its own size again. */
export function unfitSecret(fitted: RgbImage, size: Size, turned: boolean): RgbImage {
  if (!turned) return resize(fitted, size.width, size.height);
  return rotateCounterclockwise(resize(fitted, size.height, size.width));
}
