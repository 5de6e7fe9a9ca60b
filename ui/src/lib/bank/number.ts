/** “DE89 3704 0044 0532 0130 00”: account numbers are read in groups of four. */
export const grouped = (account: string): string => account.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1 ');
