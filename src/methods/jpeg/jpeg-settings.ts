/** The sender's choices with the JPEG method, and their limits, in bits for each AC coefficient that is not 0. */

/** What the trellis spares. */
export const JPEG_DISTORTIONS = ['juniward', 'uerd', 'uniform'] as const;

/** A distortion by name. */
export type JpegDistortion = (typeof JPEG_DISTORTIONS)[number];

/** Recommended: what a trained warden hardly sees (docs/detectability.md). */
export const RECOMMENDED_RATE = 0.05;

/** Above this, hiding warns. */
export const WARNED_RATE = 0.2;

/** Above this, hiding is refused: every third coefficient would change. */
export const LARGEST_RATE = 1;

/** Bytes that a picture fills at least, up to `WARNED_RATE`: fewer show nothing of most. */
export const LEAST_PICTURE_BYTES = 2048;

/**
 * Largest quantiser step of brightness in files of quality 99 and 100. There the rounding of decoded samples tells containers from
 * covers almost surely (J. Butora, J. Fridrich, "Reverse JPEG compatibility attack", IEEE TIFS 2020).
 */
export const FINEST_STEP = 3;
