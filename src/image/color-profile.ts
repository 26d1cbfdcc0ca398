/**
 * Whether bytes are an ICC profile for RGB samples: ICC.1:2022, 7.2 has the profile's size in the first four
 * bytes of its header of 128, the data colour space at byte 16 and the signature `acsp` at byte 36. Only such
 * a profile may go with RGB pixels into a file.
 *
 * @param profile - bytes of any length.
 */
export function isRgbProfile(profile: Uint8Array): boolean {
  if (profile.length < 128) {
    return false;
  }
  const header = new DataView(profile.buffer, profile.byteOffset, 128);
  return (
    header.getUint32(0) === profile.length && header.getUint32(16) === RGB && header.getUint32(36) === ACSP
  );
}

/** `RGB ` and `acsp`, as four characters are numbers. */
const RGB = 0x52474220;
const ACSP = 0x61637370;

/**
 * Whether a profile calls itself sRGB: pictures without one are shown in the same colours. Only its description is read (ICC.1:2022,
 * 9.2.41: tag `desc`, in Latin-1 or UTF-16).
 *
 * @param profile - an ICC profile for RGB samples.
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const count = profile.length < 132 ? 0 : Math.min(100, view.getUint32(128));
  for (let at = 132, index = 0; index < count && at + 12 <= profile.length; index++, at += 12) {
    if (view.getUint32(at) !== 0x64657363) continue;
    const [offset, size] = [view.getUint32(at + 4), view.getUint32(at + 8)];
    const text = Array.from(profile.subarray(offset, offset + Math.min(size, 200)))
      .filter((byte) => byte !== 0)
      .map((byte) => String.fromCharCode(byte))
      .join('');
    return /sRGB/i.test(text);
  }
  return false;
}
