/**
 * Whether bytes are an ICC profile for RGB samples: ICC.1:2022, 7.2 has the profile's size in the first four
 * bytes of its header of 128, the data colour space at byte 16 and the signature `acsp` at byte 36. Only such
 * a profile may go with RGB pixels into a file.
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
