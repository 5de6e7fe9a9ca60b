import type { DealSide, DisputeStatistics, Profile, RemovalReason, ReviewAxis } from '$lib/api';
import { format, languages, reader, allLanguages } from '$lib/i18n';

/** What each side rates the other on, in the order of the points. */
export const axesOf: Record<DealSide, readonly ReviewAxis[]> = {
  client: ['quality', 'communication', 'timeliness', 'confidentiality'],
  specialist: ['clarity', 'communication', 'payment', 'fairness'],
};
/** Rules that a review may break. */
export const reasons = ['insult', 'personal_data', 'off_topic', 'extortion', 'fake', 'by_law'] as const satisfies readonly RemovalReason[];

/** “4.2”, in the reader's digits; never more exact than it is. */
export const points = (mean: number) => format.number(mean, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A language by name, in the reader's own words. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(languages[reader.language].locale, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Languages that are offered first; any other the profile already names stays. */
export const offeredLanguages = [...allLanguages, 'ar', 'de', 'es', 'fr', 'tr', 'hi', 'uk', 'kk'];

/** The share handed in on time; nothing while no milestone had a day. */
export const onTimeShare = ({ onTime }: Pick<Profile, 'onTime'>): number | undefined => (onTime.of > 0 ? onTime.count / onTime.of : undefined);

export const disputesOf = (statistics: DisputeStatistics): number => Object.values(statistics).reduce((sum, count) => sum + count, 0);

/** Skills as they were typed, one each: commas of any script part them. */
export const skillsOf = (text: string): string[] => [...new Set(text.split(/[,،;؛，、\n]/).map((skill) => skill.trim()).filter(Boolean))];
