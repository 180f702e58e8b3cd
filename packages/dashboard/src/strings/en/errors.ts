/** Failures in plain words, by code; a code that is not here is told in the server's own words. */
export const errors = {
  PAGE_NO_ANSWER: 'The server did not answer. Check the connection and try again.',
  PAGE_ANSWER: 'The server answered something this page does not understand. Reload the page.',
  HTTP_LOGIN: 'You are not logged in, or your session has ended.',
  HTTP_RIGHT: 'You do not have the right to do this.',
  LOGIN_WRONG: 'The name or the password is wrong.',
  LOGIN_WAIT: 'Too many wrong passwords. Wait a minute, then try again.',
  LOGIN_BUSY: 'Too many are logging in at once. Try again in a moment.',
  LOGIN_NEW_PASSWORD: 'This password is good for one login. Choose another.',
  PASSWORD_WEAK: 'This password can be guessed, or it is the old one. Choose another: several words make a good one.',
  PEOPLE_UNKNOWN: 'Somebody has removed it meanwhile.',
  PEOPLE_TAKEN: 'There is a user of this name already.',
  PEOPLE_LAST_ADMIN: 'This is the only administrator. Make another one first.',
  PEOPLE_LIMIT: 'Nobody can give more rights than they have; administrators see everything.',
  PEOPLE_TOO_MANY: 'There are too many of them. Remove some.',
  HTTP_NOT_FOUND: 'This does not exist, or no longer does.',
} as Readonly<Record<string, string>>;
