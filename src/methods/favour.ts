/** Which side of the trade-off a method favours; their order is that of the numbers in the frame. */
export const FAVOURS = ['balanced', 'cover', 'secret'] as const;

/** The picture whose quality is favoured at the other's cost, or neither. */
export type Favour = (typeof FAVOURS)[number];
