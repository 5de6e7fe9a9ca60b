/** How a stake is divided on a slider: whole hundredths of it, kept to whole minor units, both ends reachable. */
export const stepMinor = (stakeMinor: number): number => Math.max(1, Math.round(stakeMinor / 100));

/** What the slider's place means: the last step reaches the whole stake, however it divides. */
export const atSlider = (place: number, stakeMinor: number): number => Math.min(stakeMinor, Math.max(0, Math.round(place)));

export const shareOf = (releaseMinor: number, stakeMinor: number): number => (stakeMinor > 0 ? releaseMinor / stakeMinor : 0);

/** What the other side gets. */
export const restOf = (releaseMinor: number, stakeMinor: number): number => stakeMinor - releaseMinor;
