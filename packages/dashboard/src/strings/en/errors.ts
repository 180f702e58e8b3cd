/** Failures in plain words, by code; a code that is not here is told in the server's own words. */
export const errors = {
  PAGE_NO_ANSWER: 'The server did not answer. Check the connection and try again.',
  PAGE_ANSWER: 'The server answered something this page does not understand. Reload the page.',
  HTTP_LOGIN: 'You are not logged in, or your session has ended.',
  HTTP_RIGHT: 'You do not have the right to do this.',
  HTTP_NOT_FOUND: 'This does not exist, or no longer does.',
} as Readonly<Record<string, string>>;
