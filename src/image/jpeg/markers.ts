/** Marker codes: the byte after 0xFF (ITU-T T.81, table B.1). */
export const MARKER = {
  /** Temporary private use in arithmetic coding; has no parameters. */
  TEM: 0x01,
  SOF0: 0xc0,
  SOF1: 0xc1,
  SOF2: 0xc2,
  DHT: 0xc4,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DNL: 0xdc,
  DRI: 0xdd,
  DHP: 0xde,
  APP0: 0xe0,
  APP1: 0xe1,
  APP2: 0xe2,
  APP11: 0xeb,
  APP13: 0xed,
  APP14: 0xee,
  APP15: 0xef,
  COM: 0xfe,
} as const;

/** Whether a marker stands alone, without a length and parameters (B.1.1.3, B.1.1.4). */
export function standsAlone(marker: number): boolean {
  return (marker >= MARKER.RST0 && marker <= MARKER.SOI) || marker === MARKER.TEM;
}
