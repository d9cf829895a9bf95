/** Texts of java.time for Locale.US. */
export const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const short = (s: string): string => s.slice(0, 3);
export const quarterNames = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'];
export const shortQuarters = ['Q1', 'Q2', 'Q3', 'Q4'];
export const eraNames = ['Before Christ', 'Anno Domini'];
export const shortEras = ['BC', 'AD'];
export const amPm = ['AM', 'PM'];
export const shortMonths = monthNames.map(short);
export const shortDays = dayNames.map(short);
