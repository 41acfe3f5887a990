/** The shares of the requests, in per cent, that the new service gets one after the other. */
export type Schedule = readonly number[];

/** Reads `5,25,50,100`; `null` where it does not rise from at least 1 to 100 in whole numbers. */
export function parseSchedule(text: string): Schedule | null {
  const words = text.split(',');
  if (!words.every((word) => /^\d{1,3}$/.test(word))) return null;
  const percents = words.map(Number);
  const rises = percents.every((percent, index) => percent > (percents[index - 1] ?? 0));
  return rises && percents.at(-1) === 100 ? percents : null;
}
